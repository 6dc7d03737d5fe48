"""Term vectors through gensim, as JSON {term: [numbers]} on the other side.
Usage: vectors.py read FILE > JSON      vectors.py write FILE < JSON"""

import json
import sys

import numpy
from gensim.models import KeyedVectors

task, path = sys.argv[1:]
if task == "read":
    vectors = KeyedVectors.load_word2vec_format(path, binary=True)
    print(json.dumps({term: vectors[term].tolist() for term in vectors.index_to_key}))
else:
    given = json.load(sys.stdin)
    vectors = KeyedVectors(vector_size=len(next(iter(given.values()))))
    vectors.add_vectors(list(given), numpy.array(list(given.values()), dtype=numpy.float32))
    vectors.save_word2vec_format(path, binary=True)
