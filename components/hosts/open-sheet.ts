import type { Host } from '@/server/domain/world'

/** What a row asks the page to open beside it. */
export interface OpenSheet {
  readonly kind: 'enter' | 'exit' | 'feeds'
  readonly host: Host
}
