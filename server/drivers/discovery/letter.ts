import { type DeviceValue, textOf } from '../ups-protocols/text-value'
import { readAnswer, requestIdOf } from '../ups-protocols/snmp/answer'
import { BerCursor, TAG, UnexpectedBer } from '../ups-protocols/snmp/ber-cursor'
import { isReport, isResponse, shapeOf } from '../ups-protocols/snmp/message-shape'
import { questionOf } from '../ups-protocols/snmp/question'
import type { CommunitySecret } from '../ups-protocols/snmp/raw-session'

const SYS_DESCR = '1.3.6.1.2.1.1.1.0'
const SYS_OBJECT_ID = '1.3.6.1.2.1.1.2.0'
const SYS_NAME = '1.3.6.1.2.1.1.5.0'

/** An agent answers there. What it says of itself; null where it does not say. */
export interface Greeting {
  readonly description: string | null
  readonly systemName: string | null
}

/** The first question to an agent, ready to be sent but for its id. */
export interface Letter {
  readonly bytes: Buffer
  /** Four bytes. */
  readonly idAt: number
  /** Null: this is not the answer; it may still come. */
  readonly read: (message: Buffer) => Greeting | null
}

const LONGEST_TEXT = 200

/** Descriptions often have several lines. */
const shortText = (value: DeviceValue | undefined): string | null =>
  typeof value === 'string' ? textOf(value.replace(/\s+/g, ' ').slice(0, LONGEST_TEXT)) : null

const NOTHING_SAID: Greeting = { description: null, systemName: null }

/** One GET of what every agent has. Null: no plain GET can be made of this community. */
export const communityLetter = (secret: CommunitySecret): Letter | null => {
  const question = questionOf(secret, [SYS_DESCR, SYS_OBJECT_ID, SYS_NAME])
  if (question === null) return null
  const community = Buffer.from(secret.community)
  return {
    bytes: question.bytes,
    idAt: question.idAt,
    read: (message) => {
      const answer = readAnswer(question, message, null)
      if (answer !== null)
        return {
          description: shortText(answer.values.get(SYS_DESCR)),
          systemName: shortText(answer.values.get(SYS_NAME)),
        }
      // An agent that lacks one of them says so, in v1 with an error: it is there all the same.
      const shape = shapeOf(message)
      return shape !== null && isResponse(shape) && shape.community.equals(community) ? NOTHING_SAID : null
    },
  }
}

/** SNMPv3's engine discovery (RFC 3414 §4): a question without a user, which every v3 agent answers with a report. */
const V3_HEAD = [0x30, 0x3b, 0x02, 0x01, 0x03, 0x30, 0x11, 0x02, 0x04]
const V3_REST = [
  // Largest message, reportable, the user-based security model.
  [0x02, 0x03, 0x00, 0xff, 0xe3, 0x04, 0x01, 0x04, 0x02, 0x01, 0x03],
  // No engine, boots, time, user, authentication, privacy.
  [0x04, 0x10, 0x30, 0x0e, 0x04, 0x00, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00, 0x04, 0x00],
  // A GET of nothing.
  [0x30, 0x11, 0x04, 0x00, 0x04, 0x00, 0xa0, 0x0b, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x30, 0x00],
].flat()

export const v3Letter: Letter = {
  bytes: Buffer.from([...V3_HEAD, 0, 0, 0, 0, ...V3_REST]),
  idAt: V3_HEAD.length,
  read: (message) => {
    const shape = shapeOf(message)
    return shape?.version === 3 && isReport(shape) ? NOTHING_SAID : null
  },
}

const VERSION_3 = 3

/** The id of the question that a datagram answers, by whichever version; null: it answers none. */
export const letterIdOf = (message: Buffer): number | null => {
  const id = requestIdOf(message)
  if (id !== null) return id
  try {
    const cursor = new BerCursor(message)
    cursor.enter(TAG.sequence)
    if (cursor.integer(TAG.integer, 4) !== VERSION_3) return null
    cursor.enter(TAG.sequence)
    return cursor.integer(TAG.integer, 4)
  } catch (error) {
    if (error instanceof UnexpectedBer) return null
    throw error
  }
}
