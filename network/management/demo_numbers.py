"""Numbers for the demo world that pass every check and belong to nobody: a bank that does not exist, no BSN."""

from random import Random

from stdnum import iban as stdnum_iban
from stdnum.iso7064 import mod_97_10
from stdnum.nl import bsn as stdnum_bsn

BANK = "FLUX"


def kvk(random: Random, number: int) -> str:
    """Eight digits, another for every `number` below a thousand."""
    return f"9{random.randrange(10_000):04d}{number:03d}"


def iban(number: int) -> str:
    """A Dutch IBAN of the bank FLUX with right check digits."""
    account = f"{number:010d}"
    return f"NL{stdnum_iban.calc_check_digits(f'NL00{BANK}{account}')}{BANK}{account}"


def btw_of_person(random: Random) -> str:
    """A btw-id as given out since 2020, whose nine digits are no BSN."""
    while True:
        digits = f"00{random.randrange(10_000_000):07d}"
        for suffix in range(2, 99):
            if mod_97_10.is_valid(f"NL{digits}B{suffix:02d}") and not stdnum_bsn.is_valid(digits):
                return f"NL{digits}B{suffix:02d}"


def btw_of_organisation(random: Random) -> str:
    """A btw-id with an RSIN that passes the eleven test."""
    while True:
        digits = f"8{random.randrange(100_000_000):08d}"
        if stdnum_bsn.is_valid(digits):
            return f"NL{digits}B01"


def mobile(number: int) -> str:
    """A mobile number, as people write it."""
    return f"06 1000 {number:04d}"


def landline(random: Random) -> str:
    """A number of the Zaanstreek in a range that is not given out."""
    return f"075 600 {random.randrange(10_000):04d}"
