"""How large a file may be, so that reading one ends soon and in bounded memory."""

# Scanned annexes make Word and PDF files large; their text stays small.
MAX_BYTES = 100 * 2**20
# All resolutions of a session of the Council of Foreign Ministers have about 600,000 characters on 8,000 lines.
MAX_CHARACTERS = 2_000_000
MAX_LINES = 40_000
# A part of a Word file, unpacked, and how many times larger than packed: real ones stay below 60.
MAX_PART = 40 * 2**20
MAX_RATIO = 250
# Elements within elements: a table in a table in a list has about 20.
MAX_DEPTH = 200
MAX_PAGES = 2_000
