"""Fits term vectors with gensim, skip-gram with hierarchical softmax, and prints how long the training took.
Usage: train.py CORPUS OUT SETTINGS      CORPUS: a sentence a line; SETTINGS: JSON"""

import json
import sys
import time

from gensim.models import Word2Vec

corpus, out, given = sys.argv[1:]
settings = json.loads(given)
model = Word2Vec(
    vector_size=settings["dimension"],
    window=settings["window"],
    min_count=settings["minCount"],
    epochs=settings["iterations"],
    workers=settings["threads"],
    alpha=settings["learningRate"],
    min_alpha=settings["lastLearningRate"],
    seed=settings["seed"],
    sg=1,
    hs=1,
    negative=0,
    sample=0,
)
model.build_vocab(corpus_file=corpus)
begun = time.perf_counter()
model.train(
    corpus_file=corpus,
    total_examples=model.corpus_count,
    total_words=model.corpus_total_words,
    epochs=model.epochs,
)
seconds = time.perf_counter() - begun
model.wv.save_word2vec_format(out, binary=True)
print(json.dumps({"seconds": seconds, "terms": len(model.wv)}))
