import { runbookSchema, type Runbook } from '@/server/domain/runbook'

/** So many problems are told at once. */
const TOLD = 3

export interface RunbookWords {
  readonly notJson: (why: string) => string
  readonly wrong: (why: string) => string
}

const jsonIn = (text: string, words: RunbookWords): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(words.notJson(error instanceof Error ? error.message : String(error)))
  }
}

/** Throws, in the reader's words, where this is no runbook (yet). */
export const runbookIn = (text: string, words: RunbookWords): Runbook => {
  const read = runbookSchema.safeParse(jsonIn(text, words))
  if (read.success) return read.data
  const told = read.error.issues.slice(0, TOLD).map(({ path, message }) => [path.map(String).join('.'), message])
  throw new Error(words.wrong(told.map((parts) => parts.filter((part) => part !== '').join(': ')).join('; ')))
}

const SSH_EXAMPLE = {
  machines: [
    {
      name: 'nas-1',
      kind: 'storage',
      stop: { run: 'ssh -o BatchMode=yes admin@nas-1 poweroff', limitSeconds: 60 },
      start: { run: 'wakeonlan 00:11:22:33:44:55' },
      probe: { kind: 'tcp', address: '192.0.2.10:22' },
      witness: '192.0.2.1:22',
      usedBy: ['192.0.2.21:22', '192.0.2.22:22'],
    },
    {
      name: 'db-1',
      stop: { run: '/usr/local/sbin/stop-db-1' },
      start: { run: '/usr/local/sbin/bmc db-1 power on' },
      forceOff: { run: '/usr/local/sbin/bmc db-1 power off' },
      probe: { kind: 'command', run: '/usr/local/sbin/bmc db-1 is-on', on: [0], off: [3] },
    },
  ],
}

const WEBHOOK_EXAMPLE = {
  check: { path: '/health', contains: 'runbook' },
  machines: [
    {
      name: 'nas-1',
      kind: 'storage',
      stop: { path: '/machines/{{id}}/stop', body: '{"machine":"{{name}}","action":"{{action}}"}' },
      start: { path: '/machines/{{id}}/start' },
      probe: { kind: 'request', path: '/machines/{{id}}/power', on: [200], off: [410] },
    },
  ],
}

export const exampleFor = (url: string): string =>
  JSON.stringify(/^https?:/i.test(url.trim()) ? WEBHOOK_EXAMPLE : SSH_EXAMPLE, null, 2)
