def usable(totals):
    return all(0 <= total < math.inf for total in totals) and all(totals[place] != 0 for place in NEVER_ZERO)
