import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

/** Folders of src from the ground up: a folder may import only from floors below its own (ARCHITECTURE.md). */
const floors = [
  ['architecture', 'charts', 'ui'],
  ['spaces', 'runtimes', 'dataset'],
  ['measurement', 'prediction', 'sync'],
  ['search'],
  ['workers'],
  ['app'],
  ['pages'],
]
/** These run in a page, a worker and Node.js alike. */
const pure = ['architecture', 'spaces', 'dataset', 'prediction', 'search', 'sync']

const folderOf = (name) => (name === 'workers' ? 'workers' : `src/${name}`)
const importsOf = (name) => [`**/${name}/**`, `**/${name}`]

/** One import rule per folder: everything on its own floor (except itself) and above is out of reach. */
const floorRules = floors.flatMap((names, level) =>
  names.map((name) => {
    const outOfReach = [...names.filter((other) => other !== name), ...floors.slice(level + 1).flat()]
    const patterns = []
    // The top floor has nothing above it, and ESLint takes no empty group.
    if (outOfReach.length > 0)
      patterns.push({
        group: outOfReach.flatMap(importsOf),
        message: `${folderOf(name)} stands on floor ${level + 1}: it may import only from the floors below.`,
      })
    if (name !== 'runtimes')
      patterns.push({ group: ['@tensorflow/*'], message: 'Only src/runtimes/tfjs may import TF.js.' })
    if (pure.includes(name))
      patterns.push({
        group: ['svelte', 'svelte/*', '**/*.svelte'],
        message: `${name} runs outside a page too.`,
      })
    return {
      files: [`${folderOf(name)}/**/*.{ts,svelte}`],
      rules: { 'no-restricted-imports': ['error', { patterns }] },
    }
  }),
)

export default ts.config(
  { ignores: ['dist', 'node_modules', 'test-results', 'playwright-report', '.cache'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      'no-console': 'error',
      // Type-checked by svelte-check; the core rule knows no types (typescript-eslint's own advice).
      'no-undef': 'off',
      // RegExp guards and control characters are meant where they stand; numbers in template texts are wanted.
      '@typescript-eslint/restrict-template-expressions': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  ...floorRules,
  {
    files: pure.map((name) => `src/${name}/**/*.ts`),
    rules: { 'no-restricted-globals': ['error', 'window', 'document', 'navigator', 'localStorage'] },
  },
  {
    files: ['src/runtimes/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@tensorflow/*', '**/tfjs/**'], message: 'The port knows no engine.' }] },
      ],
    },
  },
  { files: ['scripts/**', 'tests/**', '*.config.*'], rules: { 'no-console': 'off' } },
  {
    // A test knows what it put there; a wrong guess fails the test, which is the point.
    files: ['tests/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
)
