words = [f"w{i * 7 % 5003}" for i in range(200000)]
counts = {}
for word in words:
    counts[word] = counts.get(word, 0) + 1
print(len(counts), sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:2])
print(len(",".join(words)))
