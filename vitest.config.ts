import { defineConfig } from 'vitest/config'

/** `unit`: pure and in-process; `peers`: against real programs (each test skips, saying so, where its program is missing). */
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    // Also on a small machine: many of them wait.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['server/**/*.test.ts', 'components/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          exclude: ['**/*.peer.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'peers',
          include: ['server/**/*.peer.test.ts', 'e2e/peers/**/*.peer.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
