"""Deciding rules: which alternatives a line's needles make likely, and whether their programs hold."""

from __future__ import annotations

from otasuke.detect.kernel.layout import VERDICT_WAYS
from otasuke.detect.kernel.tables import (
    ABSENT,
    ANCHORED_END,
    ANCHORED_START,
    ASK_KEYWORD,
    ASK_VERDICT,
    ASKED,
    ATOM_EXTRA,
    ATOM_FIELD,
    ATOM_FLAGS,
    ATOM_KIND,
    ATOM_LENGTH,
    ATOM_OFFSET,
    BROKEN,
    CLASS_ALWAYS,
    CLASS_FIELDS,
    CONTAINS,
    COUNT_ASKS,
    COUNT_BATCH,
    COUNT_FOUND,
    COUNT_HITS,
    COUNT_LAST_TIME,
    COUNT_SOURCES,
    COUNT_STAMP,
    COUNT_TRIED,
    DONE,
    EMPTY,
    ENDS,
    EQUALS,
    FALSE,
    FIELD_FIRST,
    FIELD_STAMP,
    FULL,
    KEYWORD,
    MATCHED,
    NETWORK,
    ODD,
    PATTERN,
    PRESENT,
    REFERENCE,
    TOKEN_END,
    TOKEN_LENGTH,
    TOKEN_NEXT,
    TOKEN_OFFSET,
    TOKEN_SERIAL,
    TOKEN_SET,
    TOKEN_START,
    TRUE,
    UNKNOWN,
    WAITING,
)
from otasuke.detect.kernel.text import find_bytes, same_bytes
from otasuke.detect.kernel.typed import Array, Tables, njit, uint8, uint32
from otasuke.detect.kernel.values import keep, resolve, search


@njit
def first_token(t: Tables, field: int) -> int:
    """The first token of the field in the line being read, or -1."""
    if t.field_state[field, FIELD_STAMP] != t.counters[COUNT_STAMP]:
        return -1
    return t.field_state[field, FIELD_FIRST]


@njit
def _pattern_holds(t: Tables, atom: int, start: int, length: int) -> bool:
    """Whether literals stand one behind the other, the first and last ones at the edges where they are anchored."""
    first = t.atoms[atom, ATOM_OFFSET]
    count = t.atoms[atom, ATOM_LENGTH]
    flags = t.atoms[atom, ATOM_FLAGS]
    place = start
    end = start + length
    for k in range(first, first + count):
        literal = t.parts[k, 0]
        size = t.parts[k, 1]
        if k == first + count - 1 and flags & ANCHORED_END:
            begin = end - size
            if begin < place or (k == first and flags & ANCHORED_START and begin != start):
                return False
            return same_bytes(t.arena, begin, t.literals, literal, size)
        if k == first and flags & ANCHORED_START:
            if place + size > end or not same_bytes(t.arena, place, t.literals, literal, size):
                return False
        else:
            place = find_bytes(t.arena, place, end, t.literals, literal, size)
            if place < 0:
                return False
        place += size
    return True


@njit
def _text_holds(t: Tables, atom: int, start: int, length: int) -> bool:
    kind = t.atoms[atom, ATOM_KIND]
    if kind == PATTERN:
        return _pattern_holds(t, atom, start, length)
    literal = t.atoms[atom, ATOM_OFFSET]
    size = t.atoms[atom, ATOM_LENGTH]
    if size > length or (kind == EQUALS and size != length):
        return False
    if kind == CONTAINS:
        return find_bytes(t.arena, start, start + length, t.literals, literal, size) >= 0
    begin = start + length - size if kind == ENDS else start
    return same_bytes(t.arena, begin, t.literals, literal, size)


@njit
def _reference_holds(t: Tables, atom: int, start: int, length: int) -> int:
    """Whether the value stands in the atom's relation to any value of the other field; BROKEN if one cannot be read."""
    other = first_token(t, t.atoms[atom, ATOM_EXTRA])
    how = t.atoms[atom, ATOM_FLAGS]
    while other >= 0:
        token = t.tokens[other]
        if not resolve(t, token, t.atoms[atom, ATOM_EXTRA]):
            return BROKEN
        size = token[TOKEN_LENGTH]
        place = token[TOKEN_OFFSET]
        if how == EQUALS:
            holds = size == length and same_bytes(t.arena, start, t.arena, place, size)
        elif how == CONTAINS:
            holds = size == 0 or find_bytes(t.arena, start, start + length, t.arena, place, size) >= 0
        else:
            begin = start + length - size if how == ENDS else start
            holds = size <= length and same_bytes(t.arena, begin, t.arena, place, size)
        if holds:
            return TRUE
        other = token[TOKEN_NEXT]
    return FALSE


@njit
def _verdict(t: Tables, atom: int, token: Array, line: int) -> int:
    """What Python said of this atom and value; asks for it, once, if it has not said yet."""
    if not keep(t, token, t.atoms[atom, ATOM_FIELD]):
        return BROKEN
    return _told(t, ASK_VERDICT, line, atom, token[TOKEN_START], token[TOKEN_END], token[TOKEN_SERIAL])


@njit
def _told(t: Tables, kind: int, line: int, atom: int, start: int, end: int, serial: int) -> int:
    place = (serial * 31 + atom * 1000003) & (t.verdicts.shape[0] - 1) & -VERDICT_WAYS
    for slot in range(place, place + VERDICT_WAYS):
        if t.verdicts[slot, 0] == serial and t.verdicts[slot, 1] == atom:
            return t.verdicts[slot, 2]
    if t.counters[COUNT_ASKS] < t.asks.shape[0] and t.counters[COUNT_LAST_TIME] == 0:
        slot = place + (t.counters[COUNT_ASKS] & (VERDICT_WAYS - 1))
        ask(t, kind, line, atom, start, end, serial)
        t.verdicts[slot, 0] = serial
        t.verdicts[slot, 1] = atom
        t.verdicts[slot, 2] = UNKNOWN
    return UNKNOWN


@njit
def _asked_holds(t: Tables, atom: int, token: Array, line: int) -> int:
    """As `_verdict`, but without asking where the literal that the atom needs is not in the value."""
    size = t.atoms[atom, ATOM_LENGTH]
    start = token[TOKEN_OFFSET]
    end = start + token[TOKEN_LENGTH]
    if size > 0 and find_bytes(t.arena, start, end, t.literals, t.atoms[atom, ATOM_OFFSET], size) < 0:
        return FALSE
    return _verdict(t, atom, token, line)


@njit
def _network_holds(t: Tables, atom: int, token: Array, line: int) -> int:
    """Whether the value is an IPv4 address of the network; anything with other signs than digits and dots is asked."""
    is_plain = True  # so far; 2001: and 0000: begin addresses too, but not with dots
    start = token[TOKEN_OFFSET]
    address = uint32(0)
    octet = -1
    dots = 0
    for i in range(start, start + token[TOKEN_LENGTH]):
        c = t.arena[i]
        if c == 46:
            is_plain = is_plain and octet >= 0
            address = (address << uint32(8)) | uint32(octet & 255)
            dots += 1
            octet = -1
        elif uint8(c - 48) < 10:
            is_plain = is_plain and octet != 0
            octet = (0 if octet < 0 else octet * 10) + c - 48
            if octet > 255:
                is_plain = False
                octet = 255
        else:
            return _verdict(t, atom, token, line) if i - start < 64 and _may_be_address(c) else FALSE
    if not is_plain or dots != 3 or octet < 0 or t.atoms[atom, ATOM_FLAGS] != 0:
        return FALSE
    address = (address << uint32(8)) | uint32(octet)
    mask = (
        uint32(0xFFFFFFFF) << uint32(32 - t.atoms[atom, ATOM_LENGTH]) if t.atoms[atom, ATOM_LENGTH] > 0 else uint32(0)
    )
    return TRUE if (address & mask) == uint32(t.atoms[atom, ATOM_OFFSET]) else FALSE


@njit
def _may_be_address(c: int) -> bool:
    """Whether a sign besides digits and dots can stand in a written address: a-f, colon, a zone's percent, space."""
    return 97 <= c <= 102 or c == 58 or c == 37 or c <= 32 or c >= 128


@njit
def ask(t: Tables, kind: int, line: int, first: int, second: int, third: int, fourth: int) -> None:
    """Leave a question for Python; with no room left the line just waits for the next round."""
    count = t.counters[COUNT_ASKS]
    if count == t.asks.shape[0]:
        return
    t.asks[count, 0] = kind
    t.asks[count, 1] = line
    t.asks[count, 2] = first
    t.asks[count, 3] = second
    t.asks[count, 4] = third
    t.asks[count, 5] = fourth
    t.counters[COUNT_ASKS] = count + 1


@njit
def _keyword_holds(t: Tables, atom: int, line: int) -> int:
    """Whether a keyword whose literal stands in the line is in one of its values; Python looks."""
    if t.atoms[atom, ATOM_LENGTH] > 0 and t.keyword_stamp[atom] != t.counters[COUNT_STAMP]:
        return FALSE
    serial = -(t.counters[COUNT_BATCH] * t.lines.shape[0] + line + 1)
    return _told(t, ASK_KEYWORD, line, atom, 0, 0, serial)


@njit
def _atom_holds(t: Tables, atom: int, line: int) -> int:
    kind = t.atoms[atom, ATOM_KIND]
    if kind == KEYWORD:
        return _keyword_holds(t, atom, line)
    field = t.atoms[atom, ATOM_FIELD]
    place = first_token(t, field)
    if kind == ABSENT or kind == PRESENT:
        return TRUE if (place >= 0) == (kind == PRESENT) else FALSE
    if kind == EMPTY and t.atoms[atom, ATOM_FLAGS] and place < 0:
        return TRUE
    result = FALSE
    while place >= 0:
        token = t.tokens[place]
        if not resolve(t, token, field):
            return BROKEN
        one = FALSE
        if kind == ASKED:
            one = _asked_holds(t, atom, token, line)
        elif kind == NETWORK:
            one = _network_holds(t, atom, token, line)
        elif kind == REFERENCE:
            one = _reference_holds(t, atom, token[TOKEN_OFFSET], token[TOKEN_LENGTH])
        elif kind == EMPTY:
            one = TRUE if token[TOKEN_LENGTH] == 0 else FALSE
        elif _text_holds(t, atom, token[TOKEN_OFFSET], token[TOKEN_LENGTH]):
            one = TRUE
        if one == TRUE or one == BROKEN:
            return one
        if one == UNKNOWN:
            result = UNKNOWN
        place = token[TOKEN_NEXT]
    return result


@njit
def _run(t: Tables, start: int, line: int) -> int:
    """Follow a program from one atom to the next; TRUE, FALSE, UNKNOWN (asked) or BROKEN."""
    step = start
    while step >= 0:
        result = _atom_holds(t, t.programs[step, 0], line)
        if result == UNKNOWN or result == BROKEN:
            return result
        step = t.programs[step, 1] if result == TRUE else t.programs[step, 2]
    return TRUE if step == MATCHED else FALSE


@njit
def _try(t: Tables, alternative: int, proved: int, klass: int, line: int) -> int:
    """Decide one alternative for the line; FALSE also where it was decided before."""
    stamp = t.counters[COUNT_STAMP]
    rule = t.alternatives[alternative, 0]
    if t.class_sources[klass * t.counters[COUNT_SOURCES] + t.rules[rule]] == 0 or t.rule_stamp[rule] == stamp:
        return FALSE
    if t.alternative_stamp[alternative] == stamp:
        return FALSE
    t.alternative_stamp[alternative] = stamp
    t.counters[COUNT_TRIED] += 1
    result = _run(t, t.alternatives[alternative, 2 if proved != 0 else 1], line)
    if result == TRUE:
        t.rule_stamp[rule] = stamp
        return _hit(t, line, rule)
    if result == UNKNOWN and t.counters[COUNT_LAST_TIME] != 0:
        t.rule_stamp[rule] = stamp
        return _hit(t, line, -1 - rule)
    return result


@njit
def _hit(t: Tables, line: int, rule: int) -> int:
    count = t.counters[COUNT_HITS]
    if count == t.hits.shape[0]:
        return FULL
    t.hits[count, 0] = line
    t.hits[count, 1] = rule
    t.counters[COUNT_HITS] = count + 1
    return TRUE


@njit
def _worse(left: int, right: int) -> int:
    """Of two results of a line the one that decides what happens to it."""
    return right if right > TRUE and right > left else left


@njit
def _try_needles(t: Tables, number: int, klass: int, line: int) -> int:
    """Decide every alternative that the needles of a value's set lead to."""
    outcome = FALSE
    first = t.sets[number, 0]
    for k in range(first, first + t.sets[number, 1]):
        needle = t.set_items[k]
        use = t.needles[needle, 0]
        for u in range(use, use + t.needles[needle, 1]):
            outcome = _worse(outcome, _try(t, t.needle_uses[u, 0], t.needle_uses[u, 1], klass, line))
    return outcome


@njit
def _try_keywords(t: Tables, klass: int, line: int) -> int:
    outcome = FALSE
    for k in range(t.counters[COUNT_FOUND]):
        atom = t.keyword_found[k]
        use = t.keyword_needles[atom, 0]
        for u in range(use, use + t.keyword_needles[atom, 1]):
            outcome = _worse(outcome, _try(t, t.keyword_uses[u, 0], 0, klass, line))
    return outcome


@njit
def decide(t: Tables, klass: int, line: int) -> int:
    """Write the hits of the line whose fields are noted; DONE, ODD, WAITING (asked) or FULL.

    Unless it is DONE, hits already written for the line are withdrawn.
    """
    hits = t.counters[COUNT_HITS]
    outcome = FALSE
    place = t.classes[klass, CLASS_FIELDS]
    while t.class_fields[place] >= 0:
        field = t.class_fields[place]
        token = first_token(t, field)
        while token >= 0:
            if not search(t, t.tokens[token], field):
                outcome = _worse(outcome, BROKEN)
            elif t.tokens[token, TOKEN_SET] < 0:
                outcome = _worse(outcome, FULL)
            elif t.tokens[token, TOKEN_SET] > 0:
                outcome = _worse(outcome, _try_needles(t, t.tokens[token, TOKEN_SET], klass, line))
            token = t.tokens[token, TOKEN_NEXT]
        place += 1
    place = t.classes[klass, CLASS_ALWAYS]
    while t.class_always[place] >= 0:
        outcome = _worse(outcome, _try(t, t.class_always[place], 0, klass, line))
        place += 1
    if t.counters[COUNT_FOUND] > 0:
        outcome = _worse(outcome, _try_keywords(t, klass, line))
    if outcome <= TRUE:
        return DONE
    t.counters[COUNT_HITS] = hits
    return ODD if outcome == BROKEN else FULL if outcome == FULL else WAITING
