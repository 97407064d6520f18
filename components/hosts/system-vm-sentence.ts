import { reasonsInWords } from '@/components/maintenance/reason-words'
import type { Messages } from '@/components/messages/messages'
import { systemVmWords } from '@/server/domain/system-kind'

/** What a VM of the platform is, and what a person does about it, in the reader's language (D6). */
export const systemVmSentence = (systemKind: string, m: Messages): string => reasonsInWords(systemVmWords(systemKind), m)
