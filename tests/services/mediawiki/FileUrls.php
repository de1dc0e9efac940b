<?php
/**
 * The two ways in which Wikimedia's imageinfo answers differ from this MediaWiki's: thumbnail
 * URLs have the next standard width (while thumbwidth says what was asked for), and file URLs
 * carry utm_* parameters.
 */
class LocalFileUrls {
	public static function onAfterExecute( $module ) {
		if ( !$module instanceof ApiQueryImageInfo ) {
			return;
		}
		$result = $module->getResult();
		foreach ( $result->getResultData( [ 'query', 'pages' ] ) ?: [] as $page => $data ) {
			foreach ( is_array( $data ) ? ( $data['imageinfo'] ?? [] ) : [] as $number => $info ) {
				if ( is_array( $info ) && isset( $info['url'] ) ) {
					self::rewrite( $result, [ 'query', 'pages', $page, 'imageinfo', $number ], $info );
				}
			}
		}
	}

	private static function rewrite( ApiResult $result, array $path, array $info ) {
		$put = static function ( array $path, string $name, string $url, string $content ) use ( $result ) {
			$tags = [ 'utm_source' => 'commons.wikimedia.org', 'utm_campaign' => 'imageinfo', 'utm_content' => $content ];
			$result->addValue( $path, $name, wfAppendQuery( $url, $tags ), ApiResult::OVERRIDE );
		};
		$width = $info['width'] ?? PHP_INT_MAX;
		if ( isset( $info['thumburl'] ) ) {
			$put( $path, 'thumburl', self::stepped( $info['thumburl'], $info['url'], $width ), 'thumbnail' );
		}
		foreach ( $info['responsiveUrls'] ?? [] as $density => $url ) {
			if ( is_string( $url ) && strpos( $url, '/thumb/' ) ) {
				$stepped = self::stepped( $url, $info['url'], $width );
				$put( array_merge( $path, [ 'responsiveUrls' ] ), $density, $stepped, 'thumbnail' );
			}
		}
		$put( $path, 'url', $info['url'], 'original' );
	}

	/** The URL of the next standard width up, or the original's where that is no wider. */
	private static function stepped( string $url, string $original, int $width ): string {
		global $wgThumbLimits;
		if ( !preg_match( '~^(.*/(?:[a-z]+-|[a-z]+\d+-)*)(\d+)(px-[^/]*)$~', $url, $m ) ) {
			return $url;
		}
		foreach ( $wgThumbLimits as $step ) {
			if ( $step >= (int)$m[2] ) {
				$vector = (bool)preg_match( '/\.svg$/i', $original );
				return $step < $width || $vector ? $m[1] . $step . $m[3] : $original;
			}
		}
		return $url;
	}
}

$wgHooks['APIQueryAfterExecute'][] = 'LocalFileUrls::onAfterExecute';
