/** How the programs in Python that adapt a base model measure it, beside what it learns: `held_out` is their own. */

/** The evaluation of a classifier of two kinds of images, and what its base gives. */
export const pythonImageMeasures = `def evaluate(step):
    loss, accuracy = held_out(new_images)
    old_loss, old_accuracy = held_out(old_images)
    losses.append(("validation/loss", step, loss))
    losses.append(("validation/accuracy", step, accuracy))
    losses.append(("validation/gain", step, base_loss - loss))
    losses.append(("validation/oldLoss", step, old_loss))
    losses.append(("validation/oldAccuracy", step, old_accuracy))


# No more of it counts than the loss of guessing.
base_loss = min(held_out(new_images)[0], math.log(CLASSES))`;

/** The evaluation of a language model of two texts. */
export const pythonTextMeasures = `def evaluate(step):
    loss, old = held_out(new_windows), held_out(old_windows)
    losses.append(("validation/loss", step, loss))
    losses.append(("validation/perplexity", step, math.exp(loss)))
    losses.append(("validation/gain", step, base_loss - loss))
    losses.append(("validation/oldLoss", step, old))`;
