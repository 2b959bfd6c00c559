"""Learning the weights of `roadmap/language/weights` from labelled texts: `python -m tests.training`.

`texts` finds the labelled texts and cuts them into five parts by city, `fit` learns a linear model.
Nothing here is part of the product, which only applies the weights (`roadmap.language.linear`).
"""
