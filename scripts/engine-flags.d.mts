export const ENGINE_FLAGS: readonly string[]
