import { z } from 'zod'

/**
 * What a runbook manager is told of the machines that no hypervisor manages: physical servers, storage, clouds. People write it
 * as JSON; nothing in it is a secret (commands read theirs from files of their own on the machine that runs them).
 */
export const MACHINE_KINDS = ['server', 'storage', 'network', 'cloud', 'other'] as const

/** A second word of the same machine costs nothing; thousands would outlast a look. */
export const MOST_MACHINES = 100
/** All of it as JSON. */
export const LARGEST_RUNBOOK_CHARACTERS = 200_000

/** No control characters: nothing hides in a line, and one line is one command. */
const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^\P{Cc}*$/u, 'must be one line, without control characters')

const portOf = (text: string): number => Number(/:(\d{1,5})$/.exec(text)?.[1] ?? 0)

/** `name:port`, `192.0.2.1:port`, `[2001:db8::1]:port` */
const hostPortSchema = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]*):\d{1,5}$/, 'is written as host:port')
  .refine((text) => portOf(text) >= 1 && portOf(text) <= 65_535, 'has no such port')

const hostSchema = z.string().regex(/^([0-9a-fA-F:.]+|[A-Za-z0-9][A-Za-z0-9._-]*)$/, 'is a name or an IP address')

/** Over SSH: this line, exactly as it stands, by the account's shell. `limitSeconds`: when it is cut off (A3). */
const commandSchema = z.strictObject({ run: line(2_000), limitSeconds: z.int().min(1).max(900).default(60) })

const VARIABLE = /\{\{[^}]*\}\}/g
export const CALL_VARIABLES = ['{{id}}', '{{name}}', '{{action}}'] as const

const hasOnlyKnownVariables = (text: string): boolean =>
  (text.match(VARIABLE) ?? []).every((variable) => CALL_VARIABLES.some((known) => known === variable))
const VARIABLES_SAID = `knows no variables but ${CALL_VARIABLES.join(', ')}`

const pathSchema = line(1_000)
  .regex(/^\/(?!\/)\S*$/, 'begins with one / and holds no blanks')
  .refine(hasOnlyKnownVariables, VARIABLES_SAID)

/** To the webhook: one request. Its answer only says that it was taken; the probe says what came of it. */
const callSchema = z.strictObject({
  method: z.enum(['POST', 'PUT', 'DELETE']).default('POST'),
  path: pathSchema,
  body: z.string().max(8_000).refine(hasOnlyKnownVariables, VARIABLES_SAID).default(''),
  contentType: line(100).default('application/json'),
})

const actionSchema = z.union([commandSchema, callSchema], {
  error: 'is { "run": "…" } over SSH or { "path": "/…" } to a webhook',
})

/** So many looks in a row without an answer, over half a minute at the least, while the witness answers. */
const silences = z.int().min(2).max(20).default(3)

const statusesSchema = z.array(z.int().min(100).max(599)).max(50)
const exitCodesSchema = z.array(z.int().min(0).max(123)).min(1).max(50)
/** 1 is what nearly every command ends with that could not do its work, e.g. ask a BMC that does not answer. */
const offCodesSchema = exitCodesSchema.refine(
  (codes) => !codes.includes(1),
  'cannot hold 1, with which commands end that fail: let the probe end with another code, e.g. 3, where it knows that the machine is off',
)

const probeSchema = z.discriminatedUnion('kind', [
  /** On while it takes a connection; off when nothing at all comes back. */
  z.strictObject({ kind: z.literal('tcp'), address: hostPortSchema, silences }),
  z.strictObject({ kind: z.literal('ping'), host: hostSchema, silences }),
  /** On by one of these statuses, off by one of those, or when nothing at all comes back. */
  z.strictObject({
    kind: z.literal('https'),
    url: line(1_000).refine((url) => URL.canParse(url) && new URL(url).protocol === 'https:', 'is no https:// URL'),
    pins: z.array(line(200)).max(10).default([]),
    on: statusesSchema.min(1).default([200]),
    off: statusesSchema.default([]),
    silences,
  }),
  /** What the exit code of a command over SSH says, e.g. of one that asks the machine's BMC. Another code: nobody knows. */
  z.strictObject({
    kind: z.literal('command'),
    run: line(2_000),
    on: exitCodesSchema.default([0]),
    off: offCodesSchema,
  }),
  /** What a status of the webhook says. Another one: nobody knows. */
  z.strictObject({ kind: z.literal('request'), path: pathSchema, on: statusesSchema.min(1), off: statusesSchema.min(1) }),
])
export type RunbookProbe = z.infer<typeof probeSchema>

const disjoint = (probe: RunbookProbe): boolean => {
  if (!('on' in probe)) return true
  const on = new Set(probe.on)
  return !probe.off.some((code) => on.has(code))
}

const fieldsSchema = z.strictObject({
  /** Given once, and kept: plans name the machine by it. Absent only until it is saved. */
  id: z.guid().toLowerCase().optional(),
  name: line(80),
  kind: z.enum(MACHINE_KINDS).default('server'),
  /** An orderly end. */
  stop: actionSchema,
  start: actionSchema.nullable().default(null),
  /** The hard way, for a machine that does not follow. */
  forceOff: actionSchema.nullable().default(null),
  probe: probeSchema.refine(disjoint, 'says on and off by the same code'),
  /** Proves, by answering, that our own network is well while the machine is silent; without it silence is never taken for off. */
  witness: hostPortSchema.nullable().default(null),
  /** Neither stopped nor forced off before all of these are silent: what stands on a storage goes first (D5). */
  usedBy: z.array(hostPortSchema).max(20).default([]),
})

const hostOf = (address: string): string =>
  address
    .replace(/:\d{1,5}$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase()

/** Where the probe knocks itself; null: it asks somebody else. */
export const probedHost = (probe: RunbookProbe): string | null => {
  switch (probe.kind) {
    case 'tcp':
      return hostOf(probe.address)
    case 'ping':
      return probe.host.toLowerCase()
    case 'https':
      return hostOf(new URL(probe.url).host)
    case 'command':
    case 'request':
      return null
  }
}

const machineSchema = fieldsSchema
  .refine(({ witness, probe }) => witness === null || hostOf(witness) !== probedHost(probe), 'cannot be its own witness')
  .refine(({ witness, usedBy }) => usedBy.length === 0 || witness !== null, 'usedBy needs a witness')
export type RunbookMachine = z.infer<typeof machineSchema>
export type RunbookAction = RunbookMachine['stop']

/** A request that changes nothing, and words of its answer: that this is the webhook that was meant, and lets us in. */
const checkSchema = z.strictObject({ path: pathSchema, contains: line(200) })

const unique = (texts: readonly (string | undefined)[]): boolean => {
  const given = texts.filter((text) => text !== undefined)
  return new Set(given).size === given.length
}

export const runbookSchema = z
  .strictObject({
    /** `posix`: lines are run by sh, which ends them by itself. `as-is`: sent as they are, for switches and Windows. */
    shell: z.enum(['posix', 'as-is']).default('posix'),
    check: checkSchema.nullable().default(null),
    machines: z.array(machineSchema).min(1).max(MOST_MACHINES),
  })
  .refine(({ machines }) => unique(machines.map(({ id }) => id)), 'two machines have the same id')
  .refine(({ machines }) => unique(machines.map(({ name }) => name)), 'two machines have the same name')
  .refine((runbook) => JSON.stringify(runbook).length <= LARGEST_RUNBOOK_CHARACTERS, 'is too large')
export type Runbook = z.infer<typeof runbookSchema>

/** Why this runbook cannot be carried out at this address, in words; null: it can. */
export const whyRunbookUnfit = (url: string, { machines, check }: Runbook): string | null => {
  const isSsh = /^ssh:\/\//i.test(url.trim())
  if (isSsh && check !== null) return 'check belongs to a webhook, not to SSH'
  if (!isSsh && check === null) return 'a webhook needs check: a path, and words that its answer contains'
  for (const { name, stop, start, forceOff, probe } of machines) {
    for (const action of [stop, start, forceOff])
      if (action !== null && 'run' in action !== isSsh)
        return isSsh ? `${name}: over SSH an action is { "run": "…" }` : `${name}: to a webhook an action is { "path": "/…" }`
    if (probe.kind === 'command' && !isSsh) return `${name}: a command is run over SSH only`
    if (probe.kind === 'request' && isSsh) return `${name}: only a webhook takes requests`
  }
  return null
}

/** The same runbook, each machine with an id. Machines keep theirs, or that of the one of their name in `before`. */
export const withMachineIds = (runbook: Runbook, before: Runbook | null, makeId: () => string): Runbook => {
  const known = new Map(before?.machines.map(({ name, id }) => [name, id]))
  const taken = new Set(runbook.machines.map(({ id }) => id))
  const idFor = (name: string): string => {
    const id = known.get(name)
    return id === undefined || taken.has(id) ? makeId() : id
  }
  return { ...runbook, machines: runbook.machines.map((machine) => ({ ...machine, id: machine.id ?? idFor(machine.name) })) }
}

/** What may be shown to whoever may look, and written into the journal: which machines, and never what is run (K5). */
export const machineNames = (runbook: Runbook): readonly string[] => runbook.machines.map(({ name }) => name)
