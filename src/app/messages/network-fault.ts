/** What is wrong with a network, in the reader's language. */
import type { NetworkFault } from '../../experiment/network/fault.ts';
import { formatCount, formatSetting } from '../format.ts';
import type { Messages } from './en.ts';

export function faultText(fault: NetworkFault, m: Messages): string {
  const t = m.network.fault;
  const hint = ({ nearest, possible }: { nearest: string | null; possible: readonly string[] }): string =>
    [nearest === null ? '' : m.link.nearest(nearest), m.link.possible(possible)].filter((part) => part !== '').join(' ');
  switch (fault.code) {
    case 'unknownLayer':
      return `${t.unknownLayer(fault.at, fault.got)} ${hint(fault)}`;
    case 'activation':
      return `${t.activation(fault.at, fault.got)} ${hint(fault)}`;
    case 'number': {
      const range = [formatSetting(fault.min), formatSetting(fault.max)] as const;
      return (fault.whole ? t.whole : t.number)(fault.at, m.network.parts[fault.part], ...range);
    }
    case 'surplus':
      return t.surplus(fault.at, fault.got, fault.form);
    case 'tooManyLayers':
      return t.tooManyLayers(fault.max, fault.got);
    case 'noImage':
      return t.noImage(fault.at, fault.layer, fault.got);
    case 'windowTooLarge':
      return t.windowTooLarge(fault.at, fault.size, fault.side);
    case 'groups':
      return t.groups(fault.at, fault.groups, fault.features);
    case 'tooManyParameters':
      return t.tooManyParameters(formatCount(fault.max), formatCount(fault.got));
  }
}
