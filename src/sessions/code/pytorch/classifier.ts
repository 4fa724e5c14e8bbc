/** A classifier of images in PyTorch, adapted by one of the methods, and how it learns some images and is measured on two kinds. */
import type { ImageAdaptation } from '../../../experiment/adaptation-description.ts';
import { pythonImageMeasures } from '../python/adaptation.ts';
import { adapters, lora, methodWith, type AdaptedText, type MethodText, type Numbers } from './methods.ts';

function methodText(adaptation: Numbers): MethodText {
  switch (adaptation.method) {
    case 'lora':
      return lora(adaptation);
    case 'adapters':
      return adapters(adaptation, { activation: 'F.relu(self.down(x))', initial: 'he_normal' });
    case 'head':
      return methodWith('name.startswith("output.")');
    case 'bitfit':
      return methodWith('name.endswith(".bias")');
    case 'full':
      return methodWith('True');
    default:
      return methodWith('False');
  }
}

const measures = `def images(split):
    x = np.load(here / "data" / f"{split}_x.npy")
    return torch.from_numpy(x).to(DTYPE), torch.from_numpy(np.load(here / "data" / f"{split}_y.npy")).long()


train_x, train_y = images("train")
new_images, old_images = images("validation"), images("old")


def batch_loss(update):
    rows = torch.from_numpy(ablate_random.batch(key("order"), update, len(train_x), BATCH_SIZE))
    return F.cross_entropy(model(train_x[rows]), train_y[rows])


def held_out(images):
    x, y = images
    with torch.no_grad():
        logits = model(x)
    return F.cross_entropy(logits, y).item(), (logits.argmax(1) == y).double().mean().item()


${pythonImageMeasures}`;

export function adaptedClassifier(d: ImageAdaptation): AdaptedText {
  const { adaptation, sizes } = d;
  const own = methodText(adaptation);
  const matrix = adaptation.method === 'lora' ? 'LoRA' : 'nn.Linear';
  const after = adaptation.method === 'adapters' ? ', ("adapter", Adapter())' : '';
  return {
    ...own,
    numbers: `INPUTS, WIDTH, CLASSES = ${sizes.inputs}, ${sizes.width}, ${sizes.classes}\n${own.numbers}`,
    classes: `${own.classes}def hidden(inputs):
    return nn.Sequential(OrderedDict([("product", ${matrix}(inputs, WIDTH)), ("relu", nn.ReLU())${after}]))


`,
    make: `nn.Sequential(
    OrderedDict([("hidden1", hidden(INPUTS)), ("hidden2", hidden(WIDTH)), ("output", ${matrix}(WIDTH, CLASSES))])
)`,
    from: {},
    measures,
    last: '',
  };
}
