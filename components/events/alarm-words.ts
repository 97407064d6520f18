import type { Messages } from '@/components/messages/messages'
import type { AlarmDoc } from '@/server/domain/view'

/** An alarm that always says the same, in the reader's language; what names devices, figures or causes stays as it was found. */
export const alarmWords = ({ code, message, hint }: Pick<AlarmDoc, 'code' | 'message' | 'hint'>, m: Messages) => ({
  message: m.events.alarms[code] ?? message,
  hint: m.events.alarmHints[code] ?? hint,
})
