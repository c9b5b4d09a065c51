"""Bringing in a force's extract: a mapping says what its columns mean, and every row is accounted for.

``mapping`` reads the mapping, ``reading`` the file, ``cells`` a cell, ``staging`` puts rows into a temporary table
beside what is wrong with them. Then, in the database, ``settling`` makes whole cases of them, ``comparing`` holds these
against the complaints that are there, ``changes`` notes what will change, and ``landing`` writes what differs.
"""
