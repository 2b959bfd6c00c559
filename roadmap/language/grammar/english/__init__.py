"""The same in English: `letters` writes Russian names in Latin ones, `names` streets and places, `dates` says when."""
