/** A classifier of images in Keras 3, adapted by one of the methods, and how it learns some images and is measured on two kinds. */
import type { ImageAdaptation } from '../../../experiment/adaptation-description.ts';
import { pythonImageMeasures } from '../python/adaptation.ts';
import type { AdaptedProgram } from './adaptation.ts';
import { kerasAdapter, kerasLinear } from './methods.ts';

const measures = `def images(split):
    return np.load(here / "data" / f"{split}_x.npy"), np.load(here / "data" / f"{split}_y.npy")


train_x, train_y = images("train")
new_images, old_images = images("validation"), images("old")


def batch(update):
    rows = ablate_random.batch(key("order"), update, len(train_x), BATCH_SIZE)
    return train_x[rows], train_y[rows]


def held_out(images):
    x, y = images
    logits = logits_of(x)
    return cross_entropy(logits, y), float((logits.argmax(1) == y).mean())


${pythonImageMeasures}`;

export function kerasClassifier(d: ImageAdaptation): AdaptedProgram {
  const { helper, after } = kerasAdapter(d, (x) => `ops.relu(${x})`);
  return {
    numbers: `WIDTH, CLASSES = ${d.sizes.width}, ${d.sizes.classes}\n`,
    model: `${kerasLinear(d)}${helper}def forward(x):
    """Standardized pixels to logits."""
    for name in ("hidden1", "hidden2"):
        x = ${after('ops.relu(linear(x, f"{name}.product"))', 'f"{name}.adapter"')}
    return linear(x, "output")


`,
    measures,
    last: '',
  };
}
