"""Where a function reaches a target: roots, flat stretches, jumps, and edges of where it is."""

import math

import pytest

from biofuel_mandate.solve.reach import Edge, Span, reach

exactly = pytest.approx


def scan(low=0.0, high=1.0, count=21):
    return [low + (high - low) * step / (count - 1) for step in range(count)]


def search(function, target, points=None, start=0.5, noise=1e-9):
    return reach(function, points or scan(), target, start=start, noise=noise)


def test_one_root_to_the_last_digit():
    found = search(lambda x: x**3, 0.3)
    (span,) = found.spans
    assert span.low == span.high == exactly(0.3 ** (1 / 3), rel=1e-14)
    assert found.nearest == (span.low, exactly(0.3, rel=1e-14))
    assert found.moves
    assert found.edges == ()


def test_several_roots_and_the_one_next_to_the_start():
    found = search(lambda x: math.sin(20 * x), 0.5, start=0.3)
    roots = [(math.asin(0.5) + 2 * math.pi * n) / 20 for n in range(4)]
    roots += [(math.pi - math.asin(0.5) + 2 * math.pi * n) / 20 for n in range(4)]
    expected = sorted(root for root in roots if root <= 1)
    assert [span.low for span in found.spans] == exactly(expected, rel=1e-12)
    assert found.nearest.place == min(expected, key=lambda root: abs(root - 0.3))


@pytest.mark.parametrize("function", [lambda x: (x - 0.3217) ** 2, lambda x: abs(x - 0.3217)])
def test_a_target_that_is_touched_and_not_crossed(function):
    (span,) = search(function, 0.0).spans
    assert span.low == span.high == exactly(0.3217, abs=1e-4)
    assert search(function, -1.0).nearest.place == exactly(0.3217, abs=1e-6)


def test_two_roots_between_two_points_of_the_scan():
    found = search(lambda x: (x - 0.5003) * (x - 0.5009), 0.0, start=1.0)
    assert [span.low for span in found.spans] == exactly([0.5003, 0.5009], rel=1e-9)


def test_a_flat_stretch_at_the_target():
    found = search(lambda x: min(max(x, 0.31), 0.72), 0.72, start=0.1)
    assert found.spans == (Span(exactly(0.72, abs=1e-8), 1.0),)
    assert found.nearest.place == found.spans[0].low
    low = search(lambda x: min(max(x, 0.31), 0.72), 0.31, start=0.2)
    assert low.spans == (Span(0.0, exactly(0.31, abs=1e-8)),)
    assert low.nearest.place == 0.2


def test_a_flat_stretch_beside_the_target_gives_the_place_next_to_the_start():
    found = search(lambda x: min(x, 0.4), 0.7, start=0.9)
    assert found.spans == ()
    assert found.nearest == (0.9, 0.4)


def test_a_jump_over_the_target_is_no_root():
    found = search(lambda x: 0.0 if x < 1 / 3 else 1.0 + x, 0.9)
    assert found.spans == ()
    assert found.nearest == (exactly(1 / 3, rel=1e-15), exactly(4 / 3))
    assert found.nearest.place >= 1 / 3
    below = search(lambda x: 0.0 if x < 1 / 3 else 1.0 + x, 0.2, start=0.9)
    assert below.nearest == (exactly(1 / 3, rel=1e-15), 0.0)
    assert below.nearest.place < 1 / 3


def test_a_pole_is_no_root():
    found = search(lambda x: 1 / (x - 0.3217) if x != 0.3217 else None, 0.0)
    assert found.spans == ()
    assert found.nearest == (1.0, exactly(1 / 0.6783))


def test_the_edges_of_where_there_is_a_value_are_exact():
    def function(x):
        return x if 0.123456 <= x <= 0.654321 else None

    found = search(function, 0.9)
    assert found.spans == ()
    assert found.nearest == (0.654321, exactly(0.654321, rel=1e-15))
    assert found.edges == (Edge(0.123456, exactly(0.1)), Edge(0.654321, exactly(0.7)))
    assert search(function, 0.2).spans[0].low == exactly(0.2)
    assert search(function, 0.654321).spans[0].low == exactly(0.654321)


def test_a_small_part_with_values_is_found_by_the_start_alone():
    def function(x):
        return x if 0.501 <= x <= 0.502 else None

    points = sorted({*scan(count=20), 0.5015})
    found = reach(function, points, 0.5012, start=0.5015, noise=1e-12)
    assert found.spans[0].low == exactly(0.5012)


def test_a_hole_between_two_points_of_the_scan():
    def function(x):
        return None if 0.4001 < x < 0.4004 else x

    # The root would lie in the hole: the places on either side of it are the nearest.
    found = search(function, 0.40015)
    assert found.spans == ()
    assert found.nearest.place == exactly(0.4001, rel=1e-12)
    assert search(function, 0.4005).spans[0].low == exactly(0.4005)


def test_nothing_has_a_value():
    found = search(lambda _: None, 0.0)
    assert (found.spans, found.nearest, found.moves, found.edges) == ((), None, False, ())


def test_what_does_not_move():
    found = search(lambda _: 2.0, 1.0, start=0.77)
    assert not found.moves
    assert found.nearest is not None
    assert found.nearest.value == 2.0
    everywhere = search(lambda _: 2.0, 2.0)
    assert everywhere.spans == (Span(0.0, 1.0),)
    assert everywhere.nearest.place == 0.5


def test_a_jump_past_the_target_is_told_with_both_its_sides():
    found = search(lambda x: 0.0 if x > 0.3217 else 5.0 - x, 2.0)
    assert found.spans == ()
    (jump,) = found.jumps
    assert jump == (exactly(0.3217, rel=1e-12), exactly(4.6783), 0.0)


def test_no_jump_is_told_where_the_target_is_not_passed_or_a_hole_lies_between():
    assert search(lambda x: 0.0 if x > 0.3217 else 5.0, 7.0).jumps == ()
    assert search(lambda x: None if 0.3 < x < 0.4 else x, 0.35).jumps == ()
    assert search(lambda x: x, 0.35).jumps == ()
