/** What the programs in Python share: reading the data, schedules, writing losses and comparing them with the browser's. */
import { isNumberLoss } from '../../../experiment/arm-description.ts';
import type { Schedule } from '../../../engine/optimizers/schedules.ts';
import type { RunOfArm } from '../run-of-arm.ts';
import { inComment } from '../run-of-arm.ts';

/** Opens the file: what it is, and how it is run. */
export function pythonHead(
  { experiment, name, arm, seed, sessionSeed }: Omit<RunOfArm, 'description' | 'changes'>,
  framework: string,
  how: string,
  label = '',
): string {
  return `"""The arm "${inComment(name)}" (${arm}), seed ${seed}, of the experiment ${experiment} with session seed ${sessionSeed}, in ${framework}.
${label === '' ? '' : `\n${label}\n`}
It starts from the weights of Ablate's run, sees the same batches and draws the same random numbers, so that its losses agree
but for rounding, which grows from step to step. Losses are written to losses.csv and compared with expected.csv.

${how}
"""`;
}

export function pythonNumbers({ seed, sessionSeed, description: d }: RunOfArm): string {
  return `SESSION_SEED, SEED = ${sessionSeed}, ${seed}
STEPS, UPDATES_PER_STEP, BATCH_SIZE = ${d.steps}, ${d.updates}, ${d.batchSize}
EVALUATE_EVERY, EVALUATED_TRAINING_EXAMPLES = ${d.evaluateEvery}, ${d.evaluatedTrainingExamples}${d.members === undefined ? '' : `\nMEMBERS = ${d.members}`}`;
}

export const pythonData = `here = pathlib.Path(__file__).parent


def load(name):
    return np.load(here / "data" / f"{name}.npy")


def standardized(name):
    """Standardized by the mean and 1 / standard deviation of this run's training examples."""
    return ((load(name) - load("mean")) * load("scale")).astype(np.float32)
`;

export const pythonKey = `def key(stream):
    return ablate_random.stream_key(SESSION_SEED, SEED, stream)`;

/** The same for an ensemble. */
export const pythonMemberKey = `def key(stream, member=0):
    """The first member has the streams of a single network."""
    return ablate_random.stream_key(SESSION_SEED, SEED, f"{stream}/member{member}" if member > 0 else stream)`;

const safetensorsWith = (tensor: string): string => `def read_safetensors(path):
    """Tensors by name, and what the file says of itself: for files as Ablate saves them."""
    content = pathlib.Path(path).read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    about = header.pop("__metadata__", {})
    state = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        numbers = np.frombuffer(content, "<f4", (end - begin) // 4, start + begin)
        state[name] = ${tensor}
    return state, about`;

/** With the tensors of PyTorch. */
export const pythonReadSafetensors = safetensorsWith('torch.from_numpy(numbers.reshape(entry["shape"]).copy()).to(DTYPE)');

/** With the arrays of NumPy. */
export const pythonSafetensors = safetensorsWith('numbers.reshape(entry["shape"])');

/** What is predicted, as NumPy has it. */
export const pythonWanted = (loss: RunOfArm['description']['loss']): string =>
  isNumberLoss(loss)
    ? `def wanted(name):
    """The numbers to predict as a column, standardized by the mean and 1 / standard deviation of this run's training examples."""
    return ((load(name) - load("target_mean")) * load("target_scale")).astype(np.float32)[:, None]`
    : `def wanted(name):
    """Labels."""
    return load(name).astype(np.int64)`;

/** `def rate_factor(update)`, by which rates are multiplied. */
export function pythonSchedule(schedule: Schedule): string {
  return `def rate_factor(update):
    """${schedule.kind}: what the learning rate is multiplied by, update by update."""
${scheduleBody(schedule)
  .map((line) => `    ${line}`)
  .join('\n')}`;
}

function scheduleBody(schedule: Schedule): string[] {
  const warm = (warmup: number): string[] => (warmup > 0 ? [`if update < ${warmup}:`, `    return (update + 1) / ${warmup}`] : []);
  const half = 'half_cosine = lambda x: (1 + math.cos(math.pi * x)) / 2';
  switch (schedule.kind) {
    case 'constant':
      return ['return 1'];
    case 'linearWarmup':
      return [...warm(schedule.warmup), 'return 1'];
    case 'cosine': {
      const { warmup, total, floor } = schedule;
      return [
        half,
        ...warm(warmup),
        `if update >= ${total}:`,
        `    return ${floor}`,
        `return ${floor} + ${1 - floor} * half_cosine((update - ${warmup}) / ${total - warmup})`,
      ];
    }
    case 'linearDecay':
      return [...warm(schedule.warmup), `return max(0, (${schedule.total} - update) / ${schedule.total - schedule.warmup})`];
    case 'step':
      return [`return ${schedule.gamma} ** (update // ${schedule.every})`];
    case 'exponential':
      return [`return ${schedule.gamma} ** update`];
    case 'oneCycle': {
      const { total, rise, startDivisor, endDivisor } = schedule;
      return [
        half,
        `start, peak, last = 1 / ${startDivisor}, ${rise} * ${total} - 1, ${total - 1}`,
        `end = start / ${endDivisor}`,
        'if update <= peak:',
        '    return 1 + (start - 1) * half_cosine(update / peak)',
        'return end if update >= last else end + (1 - end) * half_cosine((update - peak) / (last - peak))',
      ];
    }
    case 'cosineRestarts': {
      const { first, growth, floor } = schedule;
      return [
        half,
        `length, within = ${first}, update`,
        'while within >= length:',
        `    within, length = within - length, length * ${growth}`,
        `return ${floor} + ${1 - floor} * half_cosine(within / length)`,
      ];
    }
  }
}

export const pythonEnd = `with open(here / "losses.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["measure", "step", "value"])
    writer.writerows(losses)

expected_file = here / "expected.csv"
if expected_file.exists():
    with open(expected_file, newline="") as file:
        expected = {(row["measure"], int(row["step"])): float(row["value"]) for row in csv.DictReader(file)}
    for measure in dict.fromkeys(name for name, _, _ in losses):
        rows = [(step, abs(value - expected[measure, step])) for name, step, value in losses if (name, step) in expected and name == measure]
        if rows:
            early = max(difference for step, difference in rows if step <= max(10, rows[0][0]))
            print(f"{measure}: differs from the browser's by at most {early:.2g} in its first values, {max(d for _, d in rows):.2g} in all {len(rows)}")`;
