/** What QEMU's named CPU levels ask of a host, in /proc/cpuinfo's words; models not listed run on whatever KVM offers or are judged by name. */
const LEVEL_2 = ['cx16', 'lahf_lm', 'popcnt', 'sse4_1', 'sse4_2', 'ssse3']
const LEVEL_3 = [...LEVEL_2, 'abm', 'avx', 'avx2', 'bmi1', 'bmi2', 'f16c', 'fma', 'movbe', 'xsave']
const LEVEL_4 = [...LEVEL_3, 'avx512bw', 'avx512cd', 'avx512dq', 'avx512f', 'avx512vl']

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  qemu64: [],
  kvm64: [],
  'x86-64-v2': LEVEL_2,
  'x86-64-v2-AES': [...LEVEL_2, 'aes'],
  'x86-64-v3': [...LEVEL_3, 'aes'],
  'x86-64-v4': [...LEVEL_4, 'aes'],
}

/**
 * What the guest may be using: its model's features, as far as the host it runs on has them. Null: not known.
 * A guest with `host` sees every feature of its host, so it needs them all.
 */
export const requiredCpuFeatures = (model: string | null, hostFeatures: readonly string[] | null): readonly string[] | null => {
  if (model === 'host' || model === 'max') return hostFeatures
  const required = REQUIRED[model ?? 'kvm64']
  if (required === undefined) return null
  return hostFeatures === null ? required : required.filter((feature) => hostFeatures.includes(feature))
}

export const cpuVendorOf = (model: string | null): string | null => {
  if (model === null) return null
  if (/intel|xeon/i.test(model)) return 'Intel'
  if (/amd|epyc|ryzen|opteron/i.test(model)) return 'AMD'
  return null
}
