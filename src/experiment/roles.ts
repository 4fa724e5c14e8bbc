/** Which arms of a session play the roles of a claim, and the sentence that says so. */
import type { Claim } from './claim.ts';
import type { Experiment, Locale } from './experiment.ts';

/**
 * The arms of a session that play the claim's roles, in the order of the roles; null where one is missing. Roles are arms by position: listed in
 * another order than the declaration's, the same arms swap their roles accordingly. `arms`: ids in the session's order.
 */
export function bindRoles(experiment: Experiment, claim: Claim, arms: readonly string[]): string[] | null {
  const declared = experiment.arms.map(({ id }) => id).filter((id) => claim.roles.includes(id));
  const present = arms.filter((id) => claim.roles.includes(id));
  if (present.length !== declared.length || claim.roles.some((role) => !declared.includes(role))) return null;
  return claim.roles.map((role) => present[declared.indexOf(role)] ?? role);
}

/** Whether every role is played by the arm that declares it. */
export function inDeclaredOrder(claim: Claim, roles: readonly string[]): boolean {
  return claim.roles.every((role, i) => role === roles[i]);
}

/** Whether the exchanged roles turn the claim into its exact opposite: every contrast changes its sign. */
export function isReversed(claim: Claim, roles: readonly string[]): boolean {
  if (claim.threshold !== 0) return false;
  const weightOf = (names: readonly string[], arm: string): number =>
    names.reduce((sum, name, i) => sum + (name === arm ? (claim.weights[i] ?? 0) : 0), 0);
  return claim.roles.every((arm) => weightOf(claim.roles, arm) === -weightOf(roles, arm));
}

/** The claim as a sentence in the reader's language: the written one in the declared order of the arms, else the generic one with their names. */
export function claimSentence(
  experiment: Experiment,
  claim: Claim,
  configuration: { arms: readonly { id: string; name?: string }[] },
  locale: Locale,
): string {
  const texts = experiment.texts[locale];
  const text = texts.claims[claim.id];
  if (!text) throw new RangeError(`${experiment.id} has no "${locale}" text for claim "${claim.id}"`);
  const roles = bindRoles(
    experiment,
    claim,
    configuration.arms.map(({ id }) => id),
  );
  if (!roles || inDeclaredOrder(claim, roles)) return text.sentence;
  return text.generic.replace(/\{(\d+)\}/g, (whole, index: string) => {
    const role = roles[Number(index)];
    const name = configuration.arms.find(({ id }) => id === role)?.name;
    return role === undefined ? whole : (name ?? texts.arms[role] ?? role);
  });
}
