"""Criteria of the terms on which a technology reaches its recipient, and of the rules that hold there."""

import numpy as np

from marketplace.engine.criteria import rights as ip
from marketplace.engine.criteria.conditions import Rows
from marketplace.engine.criteria.margins.scales import YES, Known, Margins, overlap, shared_values, used, where

#: Nothing binds; what binds comes along with a form of cooperation that both want; nothing conveys it.
_FREE, _CONVEYED, _WITHHELD = 1.0, 0.5, -1.0


def cooperation(needs: Rows, offerings: Rows) -> Margins:
    """Some type of cooperation is both wanted and offered: the share of the wanted ones, or -1."""
    wanted, offered = needs["cooperation"], offerings["cooperation"]
    count = np.count_nonzero(wanted, axis=-1)
    shared = shared_values(wanted, offered)
    known = (count > 0) & np.any(offered != 0, axis=-1)
    return where(known, np.where(shared > 0, shared / np.maximum(count, 1), -1.0))


def availability(needs: Rows, offerings: Rows) -> Margins:
    """The offering is available in every country of the need; else minus the share where it is not."""
    wanted, offered = needs["countries"], offerings["countries"]
    count = np.bitwise_count(wanted).sum(axis=-1)
    covered = np.bitwise_count(wanted & offered).sum(axis=-1)
    known = (count > 0) & np.any(offered != 0, axis=-1)
    return where(known, np.where(covered == count, YES, covered / np.maximum(count, 1) - 1.0))


def language(needs: Rows, offerings: Rows) -> Margins:
    """Support is given in a language that the need's people work in."""
    spoken, supported = needs["languages"], offerings["languages"]
    known = np.any(spoken != 0, axis=-1) & np.any(supported != 0, axis=-1)
    return where(known, np.where(shared_values(spoken, supported) > 0, YES, -1.0))


def rights(needs: Rows, offerings: Rows) -> Margins:
    """The recipient may use the technology in its country: 1 if no right binds it there, .5 if what binds is conveyed.

    A patent, pending patent, design or other exclusive right binds in the countries where it is in force, and nowhere
    else (Paris Convention, art. 4bis); copyright and undisclosed know-how bind everywhere. What binds is conveyed by a
    form of cooperation that both sides want and in which the right comes along (`criteria.rights`); if there is none,
    the recipient may not use it: -1. Rights that have lapsed, are open, pledged or not claimed, and trademarks, bind
    nobody. Unknown if nothing is said of rights, if the countries of an exclusive one are not said, or if something
    binds and one side says nothing of cooperation.
    """
    kinds, countries = offerings["rights"], needs["countries"]
    in_force = overlap(countries, offerings["protected_countries"])
    licensed = in_force | ((kinds & ip.COPYRIGHT) != 0)
    bound = licensed | ((kinds & ip.KNOW_HOW) != 0)
    unclear = ~licensed & ((kinds & ip.UNPLACED) != 0)
    shared = needs["conveying"] & offerings["conveying"]
    conveyed = (shared & np.where(licensed, ip.LICENSING_MASK, np.iinfo(np.uint16).max)) != 0
    spoken = np.any(needs["cooperation"] != 0, axis=-1) & np.any(offerings["cooperation"] != 0, axis=-1)
    known = (kinds != 0) & np.any(countries != 0, axis=-1) & ~unclear & (~bound | spoken)
    return where(known, np.select([~bound, conveyed], [_FREE, _CONVEYED], _WITHHELD))


def standards(needs: Rows, offerings: Rows) -> Margins:
    """The offering states that it meets standards that apply at the need: the share of them; unknown without any.

    A standard that the offering does not name may be met all the same. So its absence is never unmet, it is to be asked;
    and the standards of which nothing is known keep the margin down.
    """
    wanted = needs["standards"]["code"]
    named = stated_standards(needs, offerings).sum(axis=-1)
    return where(named > 0, named / np.maximum(np.count_nonzero(wanted, axis=-1), 1))


def stated_standards(needs: Rows, offerings: Rows) -> Known:
    """Which of the standards that apply are stated to be met: (pairs, standards that apply).

    The rule is that of `criteria.standards.same`.
    """
    wanted, met = (each[..., : used(each["code"])] for each in (needs["standards"], offerings["standards"]))
    wanted, met = wanted[..., :, None], met[..., None, :]
    same = (wanted["code"] == met["code"]) & (wanted["code"] != 0)
    editions = (wanted["year"] == met["year"]) | (wanted["year"] == 0) | (met["year"] == 0)
    levels = (wanted["level"] == met["level"]) | (wanted["level"] == 0)
    found: Known = (same & editions & levels).any(axis=-1)
    return found


def field_relation(needs: Rows, offerings: Rows) -> Margins:
    """The technology fields: 1 for a common one, a half for a common first level, -1 for none, NaN if unknown."""
    own, others = needs["fields"], offerings["fields"]
    known = np.any(own != 0, axis=-1) & np.any(others != 0, axis=-1)
    near = shared_values(needs["areas"], offerings["areas"]) > 0
    return where(known, np.select([shared_values(own, others) > 0, near], [1.0, 0.5], -1.0))
