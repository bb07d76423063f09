"""How credit notes spread an amount over the taxes of an invoice."""

from hypothesis import given
from hypothesis import strategies as st

from rowlock.invoices.rules import left_after, split
from rowlock.invoices.types import TaxPart


@st.composite
def invoiced(draw: st.DrawFn) -> list[TaxPart]:
    grosses = draw(st.lists(st.integers(1, 10**6), min_size=1, max_size=4))
    return [TaxPart(f"T{i}", float(i), gross, draw(st.integers(0, gross // 2))) for i, gross in enumerate(grosses)]


@given(invoiced(), st.data())
def test_credit_notes_of_a_whole_invoice_come_to_its_taxes_exactly(parts: list[TaxPart], data: st.DataObject) -> None:
    notes: list[list[TaxPart]] = []
    left = parts
    asked = data.draw(st.lists(st.integers(1, 10**6), max_size=5))
    for amount in [*asked, sum(part.gross for part in parts)]:
        amount = min(amount, sum(part.gross for part in left))
        if not amount:
            break
        weights = data.draw(st.lists(st.integers(0, 9), min_size=len(left), max_size=len(left)))
        note = split(amount, weights if any(weights) else [part.gross for part in left], left)
        assert sum(part.gross for part in note) == amount
        notes.append(note)
        left = [part for part in left_after(parts, notes) if part.gross]
        assert all(0 <= part.tax <= part.gross for part in left)
    for i, part in enumerate(parts):
        credited = [each for note in notes for each in note if each.name == part.name]
        assert sum(each.tax for each in credited) == part.tax, i


@given(invoiced())
def test_an_amount_without_weights_leaves_no_part_beyond_its_rest(parts: list[TaxPart]) -> None:
    total = sum(part.gross for part in parts)
    (whole, one) = split(total, [part.gross for part in parts], parts), split(1, [part.gross for part in parts], parts)
    assert whole == parts
    assert [part.gross for part in one] == [1]
