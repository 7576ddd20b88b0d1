/** Why a recording gives no label; the words follow "not imported: ". */
export interface NotImported {
  readonly kind: "refused";
  readonly why: string;
}

export function notImported(why: string): NotImported {
  return { kind: "refused", why };
}
