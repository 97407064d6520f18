import { z } from 'zod'

/** Key of the settings row in which the engine tells what it hears of traps. */
export const TRAP_STATE_KEY = 'trap-state'

const count = z.number().int().min(0)

/** Somebody sends notifications, and no configured device has this address. */
const unknownSenderSchema = z.object({
  address: z.string(),
  count,
  lastAtMs: z.number(),
  /** What it last sent; null: it cannot be read without its credentials (SNMP v3), or not at all. */
  lastOid: z.string().nullable(),
})
export type UnknownSender = z.infer<typeof unknownSenderSchema>

export const trapStateSchema = z.object({
  /** "[::]:162"; null: not listening. */
  listeningAt: z.string().nullable(),
  /** Why not, or what keeps it from hearing all, and what to do. */
  problem: z.string().nullable(),
  /** Datagrams since the engine began, each counted under one of the next five. */
  received: count,
  fromDevices: count,
  /** Of a known address, with a community or a user's key that no device is configured with. */
  wrongCredential: count,
  unknownSender: count,
  malformed: count,
  /** Questions of senders of v3 informs for the engine's id. */
  discovery: count,
  /** Polls that were made at once because of traps; many traps of one device make one poll. */
  polls: count,
  /** Traps that were heeded but not written to the journal: repetitions, and what came too often. */
  notRecorded: count,
  /** The newest, at most so many as are kept. */
  unknownSenders: z.array(unknownSenderSchema),
  /** Answers to polls that could not be read, by the agent's address. */
  malformedAnswers: z.array(z.object({ address: z.string(), count })),
  atMs: z.number(),
})
export type TrapState = z.infer<typeof trapStateSchema>
