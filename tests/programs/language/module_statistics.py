# The module statistics.
import statistics as st

for data in ([1, 2, 3, 4], [0.1, 0.2, 0.3], [3, 1, 2, 2.5], [5], [1.5, 2.25, 1e10, -3], list(range(101))):
    print(st.mean(data), st.fmean(data), st.median(data), st.median_low(data), st.median_high(data), st.mode(data), st.pvariance(data), st.pstdev(data))
    if len(data) > 1:
        print(st.variance(data), st.stdev(data), st.quantiles(data), st.quantiles(data, n=10, method="inclusive"))
print(st.multimode("aabbc"), st.geometric_mean([1, 2, 4]), st.harmonic_mean([40, 60]), st.mode(["red", "blue", "red"]))
for bad in (lambda: st.mean([]), lambda: st.stdev([1]), lambda: st.median([]), lambda: st.mode([])):
    try:
        bad()
    except st.StatisticsError as e:
        print(e)
print(round(st.correlation([1, 2, 3], [2, 4, 7]), 12), st.covariance([1, 2, 3], [1, 5, 9]))
