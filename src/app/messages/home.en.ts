/** What the gallery of experiments says, in English. */
export const home = {
  line: 'What is said about training, tested on your own device: change one thing, watch the loss.',
  topics: 'Topics',
  allTopics: 'All',
  run: 'Run',
  open: 'Open',
  runNamed: (question: string) => `Open and run: ${question}`,
  noVerdict: 'not run yet',
  noClaim: 'nothing is claimed',
  reference: 'recorded reference',
  running: (percent: string) => `running, ${percent}`,
  estimateHere: (duration: string) => `about ${duration} on this device`,
  estimateReference: (duration: string, device: string) => `${duration} when recorded (${device})`,
  curve: (question: string) => `Recorded curves of the experiment: ${question}`,
  empty: 'No experiment has this topic.',
};
