"""exact baseline"""

from doorstep.kernel.voting.gate import Gate
from doorstep.kernel.voting.profile import Support
from doorstep.kernel.voting.purses import Purses


class Sighting:
    def __init__(self, election, profile, ordering):
        import numpy as np

        self.election, self.profile, self.ordering = election, profile, ordering
        self.rule = ordering.rule
        self.ties = {}
        self._supports = []
        for s in profile.supports:
            if self.rule.utility in ("cost", "cardinality"):
                s = Support(rows=s.rows, points=np.ones(len(s.rows), np.int64))
            self._supports.append(s)

    def support(self, place):
        return self._supports[place]

    def worth(self, place):
        return self.election.options[place].cost if self.rule.utility in ("cost", "cost_points") else 1

    def buy(self, share):
        options = self.election.options
        gate = Gate(options, self.profile.counted, self.rule)
        purses = Purses(self.profile, share)
        self.ties = {}
        chosen = []
        for place in self.ordering.listed():
            if not options[place].cost and not gate.refuses(place):
                gate.takes(place)
                chosen.append(place)
        open_ = [p for p in range(len(options)) if options[p].cost and not gate.below(p)]
        while True:
            rates = {}
            for p in open_:
                if gate.refuses(p):
                    continue
                r = purses.rate(self._supports[p], options[p].cost)
                if r is not None:
                    rates[p] = r / self.worth(p)
            if not rates:
                return tuple(chosen)
            least = min(rates.values())
            best, tie = self.ordering.best([p for p in rates if rates[p] == least])
            if tie:
                self.ties[best] = tie
            purses.pay(self._supports[best], options[best].cost, least * self.worth(best))
            gate.takes(best)
            chosen.append(best)
            open_ = [p for p in rates if p != best]
