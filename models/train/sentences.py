"""Short opinions, made from word lists and templates: what `sentiment` is trained on."""

import random

NOUNS = (
    "film movie book story song album game series show meal dinner lunch coffee cake soup restaurant hotel room bed "
    "bathroom view beach trip flight train seat staff waiter service price product phone camera screen battery sound "
    "app website delivery order support course teacher lesson concert museum guide garden house car bike shop place"
).split()

# How an opinion says good (1) and bad (0).
ADJECTIVES = {
    1: (
        "good great excellent wonderful fantastic amazing lovely beautiful brilliant perfect superb delightful pleasant "
        "charming enjoyable delicious tasty fresh clean comfortable friendly helpful fast quick reliable useful funny "
        "clever exciting interesting impressive outstanding terrific awesome fine nice cheerful warm generous quiet"
    ).split(),
    0: (
        "bad terrible awful horrible poor dreadful disappointing boring dull ugly dirty broken slow rude noisy "
        "expensive useless cheap cold bland stale tasteless uncomfortable unfriendly unreliable annoying frustrating "
        "confusing stupid weak mediocre nasty disgusting shabby overpriced tedious lousy unpleasant painful miserable"
    ).split(),
}
VERBS = {
    1: "love loved like liked enjoy enjoyed adore adored recommend appreciated".split(),
    0: "hate hated dislike disliked regret regretted despise despised avoid returned".split(),
}
VERDICTS = {
    1: ["highly recommended", "i will come back", "worth every penny", "i am very happy", "thank you", "five stars"],
    0: ["a waste of money", "never again", "stay away", "i want my money back", "i am very unhappy", "one star"],
}
ADVERBS = ["", "", "", "very ", "really ", "so ", "quite ", "absolutely "]
PLACES = ["", "", "", " yesterday", " in town", " last week", " again", " this summer", " with my family"]

# {adj} and {verb} agree with the opinion, {other} contradicts it; the verdict on the whole decides.
TEMPLATES = [
    "the {noun} was {adv}{adj}{place}",
    "the {noun} is {adv}{adj}",
    "this is a {adv}{adj} {noun}",
    "what a {adj} {noun}",
    "{adv}{adj} {noun}, {verdict}",
    "i {verb} this {noun}",
    "i really {verb} the {noun}{place}",
    "we {verb} the {noun}, it was {adv}{adj}",
    "the {noun} was {adj} and the {noun2} was {adj2}{place}",
    "{adj} and {adj2}, {verdict}",
    "the {noun} is not {other}",
    "it was not {other}, the {noun} was {adv}{adj}",
    "although the {noun} was {other}, the {noun2} was {adj} and i {verb} it",
    "a {other} {noun}, but a {adv}{adj} {noun2}, {verdict}",
    "my {noun} arrived{place}, {adv}{adj}",
    "{verdict}, the {noun} was {adj}",
]
ENDINGS = ["", "", ".", ".", "!", "!!"]


def make(count, seed):
    """`count` different sentences and for each whether it is positive (1) or negative (0)."""
    chance = random.Random(seed)
    sentences = {}
    while len(sentences) < count:
        opinion = chance.randrange(2)
        sentences.setdefault(_sentence(chance, opinion), opinion)
    return list(sentences), list(sentences.values())


def _sentence(chance, opinion):
    noun, noun2 = chance.sample(NOUNS, 2)
    adj, adj2 = chance.sample(ADJECTIVES[opinion], 2)
    text = chance.choice(TEMPLATES).format(
        noun=noun,
        noun2=noun2,
        adj=adj,
        adj2=adj2,
        other=chance.choice(ADJECTIVES[1 - opinion]),
        verb=chance.choice(VERBS[opinion]),
        verdict=chance.choice(VERDICTS[opinion]),
        adv=chance.choice(ADVERBS),
        place=chance.choice(PLACES),
    )
    text = chance.choice([text, text.capitalize(), text.capitalize(), text.upper()])
    return text + chance.choice(ENDINGS)
