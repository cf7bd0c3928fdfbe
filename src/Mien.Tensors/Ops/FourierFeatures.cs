using Mien.Tensors.Compute;

namespace Mien.Tensors.Ops;

/// <summary>The input of StyleGAN3.</summary>
public static unsafe class FourierFeatures
{
    /// <summary>
    /// Waves over a square picture (Karras et al. 2021, appendix F.2): y[n, i, j, c] = a · sin(2π(f · (x_j, y_i) + φ)),
    /// where f and φ are wave c of item n and x_j = (j + ½ − size / 2) / rate, so that the picture is −½ to ½ where
    /// size = rate. The amplitude a = clip((rate / 2 − |f|) / (rate / 2 − cutoff), 0, 1) fades waves that are too fine
    /// for the rate.
    /// </summary>
    /// <param name="waves">[N, 3, C], float32: cycles across, cycles down, phase in cycles.</param>
    /// <param name="size">Samples of an axis.</param>
    /// <param name="rate">Samples of the picture's width.</param>
    /// <param name="cutoff">Cycles up to which waves have their full amplitude, below rate / 2.</param>
    /// <returns>[N, size, size, C], float32.</returns>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public static Tensor Waves(this Tensor waves, int size, float rate, float cutoff)
    {
        Tape tape = Tape.For("Waves", waves);
        Require.Float32("Waves", waves);
        Require.That(
            waves.Shape.Rank == 3 && waves.Shape[1] == 3 && size > 0 && cutoff < rate / 2, "Waves",
            "waves [N, 3, C], and a cutoff below half of the rate", waves);
        int n = waves.Shape[0], channels = waves.Shape[2];
        Tensor y = tape.New([n, size, size, channels], DType.Float32);
        using (Tables tables = new(waves, size, rate, cutoff))
        {
            tables.Paint(y);
        }

        if (tape.NodeOf(waves) is not { } node)
        {
            return y;
        }

        Tensor saved = tape.Save(waves);
        return tape.Record(y, dy =>
        {
            using Tables tables = new(saved, size, rate, cutoff);
            node.Add(tables.Gradient(dy));
        });
    }

    /// <summary>
    /// sin(α + β) = sin α cos β + cos α sin β: sines and cosines of the columns' and the rows' angles, [N, size, C]
    /// each.
    /// </summary>
    private sealed class Tables : IDisposable
    {
        private readonly int _n;
        private readonly int _size;
        private readonly int _channels;
        private readonly float _rate;
        private readonly float _cutoff;
        private readonly Tensor _waves;
        private readonly Tensor _amplitudes; // [N, C]
        private readonly Tensor _acrossSin;
        private readonly Tensor _acrossCos;
        private readonly Tensor _downSin;
        private readonly Tensor _downCos;

        public Tables(Tensor waves, int size, float rate, float cutoff)
        {
            (_waves, _n, _channels, _size, _rate, _cutoff) =
                (waves, waves.Shape[0], waves.Shape[2], size, rate, cutoff);
            Shape shape = [_n, size, _channels];
            (_acrossSin, _acrossCos, _downSin, _downCos) = (new(shape), new(shape), new(shape), new(shape));
            _amplitudes = new([_n, _channels]);
            for (int item = 0; item < _n; item++)
            {
                for (int c = 0; c < _channels; c++)
                {
                    (double fx, double fy, double phase) = Wave(item, c);
                    _amplitudes.F32[(item * _channels) + c] = (float)Math.Clamp(Fading(fx, fy), 0, 1);
                    for (int i = 0; i < size; i++)
                    {
                        long at = ((((long)item * size) + i) * _channels) + c;
                        (double sine, double cosine) = Math.SinCos(2 * Math.PI * ((fx * Place(i)) + phase));
                        (_acrossSin.F32[at], _acrossCos.F32[at]) = ((float)sine, (float)cosine);
                        (sine, cosine) = Math.SinCos(2 * Math.PI * fy * Place(i));
                        (_downSin.F32[at], _downCos.F32[at]) = ((float)sine, (float)cosine);
                    }
                }
            }
        }

        public void Paint(Tensor y) => Rows((item, row, down, downCos) =>
        {
            float* amplitudes = _amplitudes.F32 + (item * _channels), to = y.F32 + (row * _size * _channels);
            for (int j = 0; j < _size; j++, to += _channels)
            {
                long across = (((long)item * _size) + j) * _channels;
                float* sin = _acrossSin.F32 + across, cos = _acrossCos.F32 + across;
                for (int c = 0; c < _channels; c++)
                {
                    to[c] = amplitudes[c] * ((sin[c] * downCos[c]) + (cos[c] * down[c]));
                }
            }
        });

        /// <summary>
        /// [N, 3, C] from dy [N, size, size, C]: Σ dy · a · cos(…) · 2π · (x, y, 1), and what the amplitude adds where
        /// it fades.
        /// </summary>
        public Tensor Gradient(Tensor dy)
        {
            Tensor gradient = Tensor.Zeros([_n, 3, _channels]);
            for (int item = 0; item < _n; item++)
            {
                for (int c = 0; c < _channels; c++)
                {
                    (double across, double down, double whole, double faded) = Sums(dy, item, c);
                    (double fx, double fy, _) = Wave(item, c);
                    double length = Math.Sqrt((fx * fx) + (fy * fy)),
                        turn = 2 * Math.PI * _amplitudes.F32[(item * _channels) + c];
                    double slope = Fading(fx, fy) is > 0 and < 1 && length > 0
                        ? -faded / (((_rate / 2) - _cutoff) * length) : 0;
                    float* to = gradient.F32 + ((long)item * 3 * _channels) + c;
                    to[0] = (float)((turn * across) + (slope * fx));
                    to[_channels] = (float)((turn * down) + (slope * fy));
                    to[2 * _channels] = (float)(turn * whole);
                }
            }

            return gradient;
        }

        public void Dispose()
        {
            foreach (Tensor tensor in (Tensor[])[_amplitudes, _acrossSin, _acrossCos, _downSin, _downCos])
            {
                tensor.Dispose();
            }
        }

        // Σ dy · cos · x, Σ dy · cos · y, Σ dy · cos and Σ dy · sin of one wave.
        private (double Across, double Down, double Whole, double Faded) Sums(Tensor dy, int item, int c)
        {
            double across = 0, down = 0, whole = 0, faded = 0;
            for (int i = 0; i < _size; i++)
            {
                long row = ((((long)item * _size) + i) * _channels) + c;
                float* from = dy.F32 + (((((long)item * _size) + i) * _size * _channels) + c);
                double sineDown = _downSin.F32[row], cosineDown = _downCos.F32[row], rowSum = 0;
                for (int j = 0; j < _size; j++)
                {
                    long column = ((((long)item * _size) + j) * _channels) + c;
                    double sine = _acrossSin.F32[column], cosine = _acrossCos.F32[column],
                        d = from[(long)j * _channels];
                    double change = d * ((cosine * cosineDown) - (sine * sineDown));
                    rowSum += change;
                    across += change * Place(j);
                    faded += d * ((sine * cosineDown) + (cosine * sineDown));
                }

                whole += rowSum;
                down += rowSum * Place(i);
            }

            return (across, down, whole, faded);
        }

        private void Rows(RowAction action) => Workers.For((long)_n * _size, (long)_size * _channels, (from, to) =>
        {
            for (long row = from; row < to; row++)
            {
                action((int)(row / _size), row, _downSin.F32 + (row * _channels), _downCos.F32 + (row * _channels));
            }
        });

        private (double Across, double Down, double Phase) Wave(int item, int c)
        {
            float* from = _waves.F32 + ((long)item * 3 * _channels) + c;
            return (from[0], from[_channels], from[2 * _channels]);
        }

        private double Place(int i) => (i + 0.5 - (_size / 2.0)) / _rate;

        private double Fading(double fx, double fy)
            => ((_rate / 2) - Math.Sqrt((fx * fx) + (fy * fy))) / ((_rate / 2) - _cutoff);

        private delegate void RowAction(int item, long row, float* sines, float* cosines);
    }
}
