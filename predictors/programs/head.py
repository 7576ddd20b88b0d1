import math
import struct
import sys
import time

LEAF = 255
