import { PLANNER_SENTENCES, type PlannerSentence } from '@/server/domain/planner-sentences'

/** As they are written where they are concluded. */
const sentences: Readonly<Record<PlannerSentence, string>> = PLANNER_SENTENCES

export const planner = { sentences, and: 'and', decimalPoint: '.' }
