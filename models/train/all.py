"""Trains and writes every model of the repository, and every model that only tests need."""

import add_sub
import behaviours
import digits
import edges
import half_plus_two
import harmful
import identities
import iris
import sentiment


def main():
    # behaviours cuts a file of iris in half, so it comes after iris
    for script in (add_sub, half_plus_two, edges, iris, sentiment, digits, identities, behaviours, harmful):
        script.main()


if __name__ == "__main__":
    main()
