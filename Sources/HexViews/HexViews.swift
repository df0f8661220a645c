// HexViews
