import { CHECK_SENTENCES, type CheckSentence } from '@/server/domain/check-sentences'

/** As it is written where it is concluded. */
const sentences: Readonly<Record<CheckSentence, string>> = CHECK_SENTENCES

export const checks = { sentences, untagged: 'untagged', trunk: 'a trunk of VLANs', inside: 'inside its host only' }
