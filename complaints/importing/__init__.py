"""Bringing in a force's extract: a mapping says what its columns mean, and every row is accounted for.

``mapping`` reads the mapping, ``reading`` the file, ``cells`` a cell, ``staging`` puts rows into a temporary table
beside what is wrong with them, ``landing`` settles whole cases in the database and changes what differs.
"""
