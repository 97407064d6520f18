/**
 * The pool tells CPU features as 32-bit words, "1fcbfbff-80f83203-…", one per CPUID register, in the order of Xen's feature set.
 * The names are CPUID's; a bit without a name here is told by its place.
 */
const NAMES: readonly (readonly (string | null)[])[] = [
  // 1 EDX
  words(
    'fpu vme de pse tsc msr pae mce cx8 apic - sep mtrr pge mca cmov pat pse36 - clflush - ds acpi mmx fxsr sse sse2 ss ht tm ia64 pbe',
  ),
  // 1 ECX
  words(
    'sse3 pclmulqdq dtes64 monitor ds-cpl vmx smx est tm2 ssse3 cntx-id sdbg fma cx16 xtpr pdcm - pcid dca sse4.1 sse4.2 x2apic movbe popcnt tsc-deadline aes xsave osxsave avx f16c rdrand hypervisor',
  ),
  // 0x80000001 EDX
  words('- - - - - - - - - - - syscall - - - - - - - mp nx - mmxext - - fxsr-opt page1gb rdtscp - lm 3dnowext 3dnow'),
  // 0x80000001 ECX
  words(
    'lahf-lm cmp-legacy svm extapic cr8-legacy abm sse4a misalignsse 3dnowprefetch osvw ibs xop skinit wdt - lwp fma4 tce - nodeid-msr - tbm topoext',
  ),
  // 0xD.1 EAX
  words('xsaveopt xsavec xgetbv1 xsaves'),
  // 7.0 EBX
  words(
    'fsgsbase tsc-adjust sgx bmi1 hle avx2 fdp-excp-only smep bmi2 erms invpcid rtm pqm depfpp mpx pqe avx512f avx512dq rdseed adx smap avx512-ifma - clflushopt clwb proc-trace avx512pf avx512er avx512cd sha avx512bw avx512vl',
  ),
  // 7.0 ECX
  words(
    'prefetchwt1 avx512-vbmi umip pku ospke - avx512-vbmi2 cet-ss gfni vaes vpclmulqdq avx512-vnni avx512-bitalg - avx512-vpopcntdq - - - - - - - rdpid - - cldemote - movdiri movdir64b enqcmd',
  ),
]

function words(names: string): readonly (string | null)[] {
  return names.split(' ').map((name) => (name === '-' ? null : name))
}

const WORD = /^[0-9a-f]{1,8}$/i

const KEPT = 64
/** A pool has few feature sets and many VMs. */
const decoded = new Map<string, readonly string[] | null>()

/** Null where nothing, or nothing that can be read, is told. */
export const cpuFeaturesOf = (featureSet: string | undefined): readonly string[] | null => {
  if (featureSet === undefined) return null
  const known = decoded.get(featureSet)
  if (known !== undefined) return known
  const features = decode(featureSet)
  if (decoded.size >= KEPT) decoded.clear()
  decoded.set(featureSet, features)
  return features
}

const decode = (featureSet: string): readonly string[] | null => {
  const parts = featureSet.split(/[-:]/)
  if (!parts.every((part) => WORD.test(part))) return null
  return parts.flatMap((part, word) => {
    const bits = Number.parseInt(part, 16)
    return Array.from({ length: 32 }, (_, bit) => bit)
      .filter((bit) => Math.floor(bits / 2 ** bit) % 2 === 1)
      .map((bit) => NAMES[word]?.[bit] ?? `CPUID word ${word} bit ${bit}`)
  })
}

const VENDORS: Readonly<Record<string, string>> = { GenuineIntel: 'Intel', AuthenticAMD: 'AMD', HygonGenuine: 'Hygon' }

export const cpuVendorOf = (told: string | undefined): string | null =>
  told === undefined || told === '' ? null : (VENDORS[told] ?? told)
