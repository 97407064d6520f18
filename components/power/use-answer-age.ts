'use client'

import { useFormat } from '@/components/format/use-format'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import type { DeviceDoc } from '@/server/domain/view'

/** How long ago it answered: the age of all that it told. */
export const useAnswerAge = ({ answeredAtMs }: DeviceDoc): string => {
  const m = useMessages()
  const format = useFormat()
  const now = useNow(200)
  return answeredAtMs === null || now === null ? m.power.never : m.common.ago(format.age(now - answeredAtMs))
}
