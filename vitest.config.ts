import { defineConfig } from 'vitest/config'

const ALL_PEERS = ['{e2e,server}/**/*.peer.test.ts']
const POWER = ['e2e/peers/ups/**/*.peer.test.ts', 'server/simulator/**/*.peer.test.ts']
/** What runs virtual hosts. */
const KVM = ['e2e/peers/main-job/libvirt-*.peer.test.ts', 'server/drivers/hypervisor/libvirt/**/*.peer.test.ts']

/** Outages of simulated datacenters: long, and mostly waiting. */
const SIMULATED = ['e2e/peers/main-job/simulated/**/*.peer.test.ts']

/** Against real programs; each test skips, saying so, where its program is missing. One file at a time: some own the machine. */
const peers = (name: string, include: string[], exclude: string[] = []) => ({
  extends: true as const,
  test: {
    name,
    include,
    exclude,
    testTimeout: 180_000,
    // The first lab of a machine builds its image or its simulator first.
    hookTimeout: 600_000,
    fileParallelism: false,
  },
})

/** `unit`: pure and in-process. The peers are told apart so that they can run side by side. */
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
          include: ['server/**/*.test.ts', 'e2e/chaos/**/*.test.ts', 'components/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          exclude: ['**/*.peer.test.ts'],
          setupFiles: ['server/testing/property-seed.ts'],
          testTimeout: 20_000,
          // Files of one worker share what they import: reading it anew for each of them took a third of the time.
          isolate: false,
        },
      },
      peers('power-peers', POWER),
      peers('kvm-peers', KVM),
      peers('simulated-peers', SIMULATED),
      peers('site-peers', ALL_PEERS, [...POWER, ...KVM, ...SIMULATED]),
    ],
  },
})
