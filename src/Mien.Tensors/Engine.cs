using Mien.Tensors.Compute;
using Mien.Tensors.Native;

namespace Mien.Tensors;

/// <summary>
/// What computes: oneDNN as it comes with the program or is installed, the instruction set that it uses, and the
/// threads.
/// </summary>
public static unsafe class Engine
{
    private static readonly Lazy<nint> _handle = new(Create);

    /// <summary>Version of oneDNN, such as <c>2.6.3</c>.</summary>
    /// <exception cref="ComputeException">oneDNN is not installed.</exception>
    public static string Version
    {
        get
        {
            _ = Handle;
            Dnnl.dnnl_version_t* version = Dnnl.dnnl_version();
            return $"{version->major}.{version->minor}.{version->patch}";
        }
    }

    /// <summary>The instruction set that oneDNN generates code for.</summary>
    public static string InstructionSet => Isa switch
    {
        _ when HasAmx => "AVX-512 with AMX (int8, bfloat16)",
        _ when HasFastBFloat16 => "AVX-512 with bfloat16",
        _ when HasAvx512 => "AVX-512",
        _ when Has(Dnnl.dnnl_cpu_isa_avx2) => "AVX2",
        _ => "SSE4.1 or AVX",
    };

    /// <summary>True where bfloat16 is faster than float32: AVX512-BF16 or AMX.</summary>
    public static bool HasFastBFloat16 => Has(Dnnl.dnnl_cpu_isa_avx512_core_bf16);

    /// <summary>
    /// Threads that an operation called from this thread runs on. OpenMP keeps this number for every thread apart;
    /// its default is the number of processors, or the environment variable OMP_NUM_THREADS.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to less than 1.</exception>
    public static int Threads
    {
        get
        {
            _ = Handle;
            return Gomp.omp_get_max_threads();
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _ = Handle;
            Gomp.omp_set_num_threads(value);
        }
    }

    /// <summary>oneDNN's engine of the processor, created at the first use.</summary>
    internal static nint Handle => _handle.Value;

    internal static bool HasAvx512 => Has(Dnnl.dnnl_cpu_isa_avx512_core);

    internal static bool HasAmx => Has(Dnnl.dnnl_cpu_isa_avx512_core_amx);

    /// <summary>
    /// True where oneDNN has bfloat16 primitives; elsewhere the engine rounds and computes in float32.
    /// </summary>
    internal static bool HasBFloat16Primitives => HasAvx512;

    private static int Isa
    {
        get
        {
            _ = Handle;
            return Dnnl.dnnl_get_effective_cpu_isa();
        }
    }

    private static bool Has(int isa) => (Isa & isa) == isa;

    private static nint Create()
    {
        Load(Dnnl.Library, "libdnnl2");
        Load(Gomp.Library, "libgomp1");
        Spinning.Shorten();
        Dnnl.dnnl_engine_create(out nint engine, Dnnl.dnnl_cpu, 0).OrThrow(nameof(Dnnl.dnnl_engine_create));
        return engine;
    }

    private static void Load(string library, string package)
    {
        if (!Libraries.Load(library))
        {
            throw new ComputeException(
                $"{library} cannot be loaded: add the package Mien.Native.linux-x64 to the program, or install the system's: apt-get install {package}");
        }
    }
}
