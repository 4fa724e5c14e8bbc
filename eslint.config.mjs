/** Lint rules: strict and type-aware, plus what this project forbids (randomness outside the generator, blocking reads, big files). */
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const forbidden = [
  { object: 'Math', property: 'random', message: 'Randomness comes from the counter-based generator in src/engine/random.' },
  { property: 'dataSync', message: 'Blocking reads stall the worker: measures go through the ring buffer, tests await data().' },
  { property: 'arraySync', message: 'Blocking reads stall the worker: await data().' },
];

export default ts.config(
  { ignores: ['dist', 'coverage', 'test-results', 'playwright-report', 'static', 'node_modules', 'src/engine/device/wasm/assembly'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, extraFileExtensions: ['.svelte'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Numbers in template strings are what messages are made of.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidOperator: true }],
      // Assertions that an index is inside an array say so with `!` where a check would only be noise in an inner loop.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Texts here hold no combined characters that a spread would break, and kernel functions are called without `this`.
      '@typescript-eslint/no-misused-spread': 'off',
      // What changes during an await, and what a library's types promise but its code does not keep, look unnecessary to it.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TSAsExpression > TSAsExpression.expression > TSUnknownKeyword.typeAnnotation',
          message: 'A cast through unknown hides a type error: narrow or validate the value.',
        },
      ],
    },
  },
  ...svelte.configs['flat/recommended'],
  ...svelte.configs['flat/prettier'],
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'], parser: ts.parser, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-undef': 'off',
      'prefer-const': 'off',
      // Reading a state in `void` is how an effect says what it depends on.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // Plain maps hold what is not state; what is drawn is declared with runes.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    // svelte-check knows the types of markup; this parser takes them for any.
    files: ['**/*.svelte'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['**/*.ts'], rules: { 'no-undef': 'off' } },
  {
    files: ['src/**/*.{ts,svelte}', 'experiments/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', ...forbidden],
      'no-console': 'error',
      'max-lines': ['error', 320],
    },
  },
  { files: ['src/cli/**', 'src/**/*.test.ts', 'experiments/**/*.test.ts'], rules: { 'no-console': 'off' } },
  {
    // Also runs in Node and in workers.
    files: ['src/engine/**/*.ts', 'src/experiment/**/*.ts', 'experiments/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', 'window', 'document', 'localStorage', 'sessionStorage', 'indexedDB'] },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
);
