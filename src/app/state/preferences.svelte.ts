/** What a person chose for the whole application: language, theme, device. Survives a reload; the early script reads the same entry. */
import * as v from 'valibot';
import { locales, type Locale } from '../../experiment/experiment.ts';
import type { DeviceChoice } from '../../worker/protocol.ts';
import { en, type Messages } from '../messages/en.ts';
import { zh } from '../messages/zh.ts';
import { readStored, writeStored } from './stored.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'ablate.preferences';
const schema = v.object({
  language: v.optional(v.picklist(locales)),
  theme: v.optional(v.picklist(themes)),
  device: v.optional(v.picklist(['auto', 'webgpu', 'wasm', 'cpu'])),
  keys: v.optional(v.boolean()),
});
const catalogues: Readonly<Record<Locale, Messages>> = { en, zh };
const htmlLanguage: Readonly<Record<Locale, string>> = { en: 'en', zh: 'zh-Hans' };

class Preferences {
  language = $state<Locale>('en');
  theme = $state<Theme>('system');
  device = $state<DeviceChoice>('auto');
  /** Whether single keys act on the page. */
  keys = $state(true);
  /** Counts what changes colours, so that canvases know when to draw again. */
  appearance = $state(0);

  constructor() {
    const kept = v.safeParse(schema, readStored(key));
    const stored = kept.success ? kept.output : {};
    this.language = stored.language ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');
    this.theme = stored.theme ?? 'system';
    this.device = stored.device ?? 'auto';
    this.keys = stored.keys ?? true;
    this.#apply();
    for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)']) {
      matchMedia(query).addEventListener('change', () => this.appearance++);
    }
  }

  get messages(): Messages {
    return catalogues[this.language];
  }

  setLanguage(language: Locale): void {
    this.language = language;
    this.#keep();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.#keep();
    this.appearance++;
  }

  setDevice(device: DeviceChoice): void {
    this.device = device;
    this.#keep();
  }

  setKeys(on: boolean): void {
    this.keys = on;
    this.#keep();
  }

  #keep(): void {
    writeStored(key, { language: this.language, theme: this.theme, device: this.device, keys: this.keys });
    this.#apply();
  }

  #apply(): void {
    const root = document.documentElement;
    root.lang = htmlLanguage[this.language];
    if (this.theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = this.theme;
  }
}

export const preferences = new Preferences();
