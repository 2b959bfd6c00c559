"""Next year's works side by side: whose, where and when; what clashes; what could be dug once; and moved by weeks."""
