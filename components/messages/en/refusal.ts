import { REFUSAL_SENTENCES, type RefusalSentence } from '@/server/domain/refusal-sentences'

/** As they are written where something is refused. */
const sentences: Readonly<Record<RefusalSentence, string>> = REFUSAL_SENTENCES

import type { InputProblemKind } from '@/server/domain/input-problem'

/** The last part of a field's path → what the form calls it. */
const fields: Readonly<Record<string, string>> = {
  name: 'Name',
  host: 'Address',
  port: 'Port',
  url: 'Address',
  user: 'User',
  password: 'Password',
  community: 'Community',
  authKey: 'Authentication passphrase',
  privKey: 'Privacy passphrase',
  token: 'Token',
  tokenId: 'Token id',
  privateKey: 'Private key',
  upsName: 'UPS name on that server',
  reason: 'Reason',
  note: 'Note',
  text: 'File',
  listen: 'Listen at',
  certificateFile: 'Certificate',
  keyFile: 'Key',
  names: 'Names',
  lowBatteryRuntimeSeconds: 'Runtime for low battery',
  minutes: 'Minutes',
  delaySeconds: 'Delay',
  limitSeconds: 'Limit',
  seconds: 'Seconds',
  percent: 'Percent',
  ranges: 'Addresses',
  ratePerSecond: 'Questions per second',
  deviceIds: 'UPSs',
  requiredDevices: 'How many are needed',
  triggers: 'Triggers',
  stages: 'Stages',
  placements: 'VMs',
  reserveSeconds: 'Reserve',
  batteryLifeYears: 'Battery life',
  batteryInstalledAtMs: 'Installed on',
}

const problems: Readonly<Record<Exclude<InputProblemKind, 'said'>, (limit: string) => string>> = {
  missing: () => 'is needed',
  'not-a-number': () => 'must be a number',
  'not-whole': () => 'must be a whole number',
  'at-least': (limit) => `must be at least ${limit}`,
  'at-most': (limit) => `must be at most ${limit}`,
  'too-short': (limit) => `needs at least ${limit} characters`,
  'too-long': (limit) => `may have at most ${limit} characters`,
  'too-few': (limit) => `needs at least ${limit} entries`,
  'too-many': (limit) => `may have at most ${limit} entries`,
  'not-offered': () => 'is none of the values that can be chosen',
  malformed: () => 'is not written as expected',
}

export const refusal = {
  sentences,
  notDone: (what: string) => `Not done: ${what}`,
  unknown: (what: string) => `Outcome not known yet: ${what}`,
  unknownTitle: 'Outcome not known yet',
  correct: 'Correct it and try again.',
  noAnswer: 'The console’s server did not answer.',
  noAnswerHint: 'Check the connection, then try again.',
  engineSilent: 'The engine has not answered.',
  engineSilentHint: 'Check that the engine process runs, then try again.',
  begun: 'The engine has begun this; how it ended is not known yet.',
  begunHint: 'Look at its run, or in the audit, before doing it again.',
  lost: 'No answer of the console’s server arrived; whether this was ordered is not known.',
  lostHint: 'Check the connection and look whether it has happened; if not, do it again.',
  unsaid: 'The engine refused without saying why.',
  unsaidHint: 'The audit may hold more.',
  portRange: 'From 1 to 65535',
  whole: 'Input',
  numbered: (field: string, number: number) => `${field} (no. ${number})`,
  fields,
  problems,
}
