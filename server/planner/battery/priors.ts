/** So many shapes stand for the prior: enough that more change no figure by a percent, few enough to weigh in a millisecond or two. */
export const SHAPES_WEIGHED = 64
