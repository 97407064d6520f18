import { defineConfig } from 'vitest/config'

const POWER = ['e2e/peers/ups', 'server/simulator']

/** Against real programs; each test skips, saying so, where its program is missing. One file at a time: some own the machine. */
const peers = (name: string, { include, exclude = [] }: { include: readonly string[]; exclude?: readonly string[] }) => ({
  extends: true as const,
  test: {
    name,
    include: include.map((folder) => `${folder}/**/*.peer.test.ts`),
    exclude: exclude.map((folder) => `${folder}/**`),
    testTimeout: 180_000,
    // The first lab of a machine builds its image or its simulator first.
    hookTimeout: 600_000,
    fileParallelism: false,
  },
})

/** `unit`: pure and in-process. `power-peers` and `site-peers` are told apart so that they can run side by side. */
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
      peers('power-peers', { include: POWER }),
      peers('site-peers', { include: ['e2e/peers', 'server'], exclude: POWER }),
    ],
  },
})
