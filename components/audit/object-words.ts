import type { Messages } from '@/components/messages/messages'
import type { JournalEntry } from '@/server/domain/journal'

/** What it was about. Of a refused request that is the system: what was called has a name for programs only. */
export const objectWords = (
  { kind, object }: Pick<JournalEntry, 'kind' | 'object'>,
  { objectKinds }: Messages['audit'],
): string => (kind === 'request.refused' ? objectKinds[object.kind] : `${objectKinds[object.kind]} ${object.name}`)
