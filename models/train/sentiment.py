"""sentiment: logistic regression on words and pairs of words, from text to probability inside one model."""

import numpy as np
from onnx import helper
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

import sentences
from onnx_files import build, constant, save, tensor
from repository import REPOSITORY, tensor_json, write_config, write_results, write_sample

WORD = "[a-z]+"  # after lower-casing; both the vectorizer and the model's tokenizer look for this


def main():
    texts, opinions = sentences.make(8000, seed=0)
    train_x, test_x, train_y, test_y = texts[:7000], texts[7000:], opinions[:7000], opinions[7000:]

    vectorizer = TfidfVectorizer(token_pattern=WORD, ngram_range=(1, 2), min_df=4, norm=None)
    regression = LogisticRegression(C=0.1, max_iter=1000).fit(vectorizer.fit_transform(train_x), train_y)

    save(to_onnx(vectorizer, regression), REPOSITORY, "sentiment", "1")
    write_config("sentiment", {"adapter": "text_input", "labels": {"probabilities": ["negative", "positive"]}})

    def probabilities(texts):
        return regression.predict_proba(vectorizer.transform(texts))

    write_samples(probabilities)
    right = int((probabilities(test_x).argmax(axis=1) == test_y).sum())
    write_results(
        "sentiment",
        f"Version 1 knows {len(vectorizer.vocabulary_):,} words and pairs of words and judges "
        f"{right / len(test_y):.1%} of the {len(test_y)} held-out sentences correctly.",
    )


def to_onnx(vectorizer, regression):
    # ONNX wants the single words before the pairs; the columns of the weights follow that order
    terms = sorted(vectorizer.vocabulary_, key=lambda term: (term.count(" "), term))
    columns = [vectorizer.vocabulary_[term] for term in terms]
    single_words = sum(" " not in term for term in terms)
    weights = regression.coef_[0, columns] / 2  # half for one class, half against the other: softmax is then sigmoid
    bias = regression.intercept_[0] / 2
    return build(
        "sentiment",
        "Probabilities that a text is a negative and a positive opinion.",
        nodes=[
            # the C locale is there on every machine
            helper.make_node("StringNormalizer", ["text"], ["lower"], case_change_action="LOWER", locale="C"),
            helper.make_node(
                "Tokenizer", ["lower"], ["words"], domain="com.microsoft",
                tokenexp=WORD, mincharnum=1, mark=0, pad_value="",
            ),
            helper.make_node(
                "TfIdfVectorizer", ["words"], ["tf_idf"],
                mode="TFIDF", min_gram_length=1, max_gram_length=2, max_skip_count=0,
                pool_strings=[word for term in terms for word in term.split()],
                ngram_counts=[0, single_words],
                ngram_indexes=list(range(len(terms))),
                weights=vectorizer.idf_[columns].tolist(),
            ),
            helper.make_node("Gemm", ["tf_idf", "weights", "bias"], ["scores"]),
            helper.make_node("Softmax", ["scores"], ["probabilities"], axis=1),
        ],
        inputs=[tensor("text", "BYTES", "batch")],
        outputs=[tensor("probabilities", "FP32", "batch", 2)],
        constants=[
            constant("weights", np.stack([-weights, weights], axis=1).astype(np.float32)),
            constant("bias", np.array([-bias, bias], dtype=np.float32)),
        ],
        domains=[("com.microsoft", 1)],
    )


def write_samples(probabilities):
    def write(sample, description, texts):
        write_sample(
            "sentiment",
            sample,
            description,
            inputs=[tensor_json("text", "BYTES", np.array(texts))],
            outputs=[tensor_json("probabilities", "FP32", probabilities(texts).round(6))],
            tolerance=1e-4,
        )

    write("one_text", "A positive opinion.", ["What a lovely film, I enjoyed it!"])
    write(
        "four_texts",
        "Texts of different lengths: positive, negative, negative by a pair of words, and one that says nothing.",
        ["Great!", "The hotel was dirty and the staff was RUDE.", "The soup was not good.", ""],
    )


if __name__ == "__main__":
    main()
